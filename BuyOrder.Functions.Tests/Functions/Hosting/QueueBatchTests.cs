using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BuyOrder.Functions.Hosting;
using BuyOrder.Testing.Hosting;

namespace BuyOrder.Functions.Tests.Functions.Hosting;

public sealed class QueueBatchTests
{
    private const string Sale = """{"id":"pay_1","amount":"12.50"}""";

    [Fact]
    public void Batch_of_binary_messages_is_read_with_each_message_its_own_metadata()
    {
        var call = HostEnvelope.Of(
            "messages",
            HostEnvelope.Array(HostEnvelope.Bytes(Utf8(Sale)), HostEnvelope.Bytes([0xFF, 0x00, 0x80])),
            ("MessageIdArray", HostEnvelope.Array("m-1", "m-2")),
            ("DeliveryCountArray", HostEnvelope.Array(1, 3)),
            ("EnqueuedTimeUtcArray", HostEnvelope.Array("2026-05-06T07:08:09.123Z", "2026-05-06T07:08:10.4")));

        var messages = Read(call);

        Assert.Equal(2, messages.Count);
        Assert.Equal(Sale, Text(messages[0]));
        Assert.Equal(new byte[] { 0xFF, 0x00, 0x80 }, messages[1].Body.ToArray());
        Assert.Equal(("m-1", 1), (messages[0].MessageId, messages[0].DeliveryCount));
        Assert.Equal(("m-2", 3), (messages[1].MessageId, messages[1].DeliveryCount));
        Assert.Equal(new DateTimeOffset(2026, 5, 6, 7, 8, 9, 123, TimeSpan.Zero), messages[0].EnqueuedAt);
        Assert.Equal(new DateTimeOffset(2026, 5, 6, 7, 8, 10, 400, TimeSpan.Zero), messages[1].EnqueuedAt);
    }

    public static TheoryData<string, string> SingleForms() => new()
    {
        { "base64, as a single binary message comes", HostEnvelope.Bytes(Utf8(Sale)).ToJsonString() },
        { "text encoded twice, as a single text comes", HostEnvelope.Text(Sale).ToJsonString() },
        { "text encoded once", JsonSerializer.Serialize(Sale) },
        { "the object itself", Sale },
        { "an array with the one message in base64", new JsonArray(HostEnvelope.Bytes(Utf8(Sale))).ToJsonString() },
        { "array text with the message as text", HostEnvelope.Array(Sale).ToJsonString() },
        { "array text with the message parsed", HostEnvelope.Array(JsonNode.Parse(Sale)).ToJsonString() },
    };

    [Theory]
    [MemberData(nameof(SingleForms))]
    public void Message_is_read_in_every_form_the_contract_knows(string form, string data)
    {
        var messages = Read(HostEnvelope.Of("messages", JsonNode.Parse(data)));

        Assert.True(Text(Assert.Single(messages)) == Sale, form);
    }

    [Fact]
    public void Admin_call_has_single_metadata()
    {
        var call = HostEnvelope.Of(
            "messages",
            HostEnvelope.Array(HostEnvelope.Bytes(Utf8(Sale))),
            ("MessageId", HostEnvelope.Text("m-1")),
            ("DeliveryCount", HostEnvelope.Number(2)),
            ("EnqueuedTimeUtc", HostEnvelope.Time(new DateTime(2026, 5, 6, 7, 8, 9))));

        var message = Assert.Single(Read(call));

        Assert.Equal(("m-1", 2), (message.MessageId, message.DeliveryCount));
        Assert.Equal(new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero), message.EnqueuedAt);
    }

    [Fact]
    public void Missing_or_strange_metadata_never_stops_a_message()
    {
        var call = HostEnvelope.Of(
            "messages",
            HostEnvelope.Array(HostEnvelope.Bytes(Utf8(Sale)), HostEnvelope.Bytes(Utf8("x"))),
            ("MessageIdArray", HostEnvelope.Array(null, 7)),
            ("DeliveryCountArray", JsonValue.Create("no array")),
            ("EnqueuedTimeUtcArray", new JsonObject()));

        var messages = Read(call);

        Assert.Equal([Sale, "x"], messages.Select(Text));
        Assert.All(messages, message => Assert.Equal((null, null, null), (message.MessageId, message.DeliveryCount, message.EnqueuedAt)));
    }

    [Theory]
    [InlineData("[null]", "")]
    [InlineData("[\"\"]", "")]
    [InlineData("[7]", "7")]
    [InlineData("[\"not base64!\"]", "not base64!")]
    [InlineData("[\"\\ud800\"]", "\\ud800")]
    public void Message_that_cannot_be_decoded_is_passed_on_as_it_came(string array, string expected)
    {
        var message = Assert.Single(Read(HostEnvelope.Of("messages", JsonValue.Create(array))));

        Assert.Equal(expected, Text(message));
    }

    [Fact]
    public void Envelope_is_read_whatever_the_case_of_its_names_and_what_else_it_holds()
    {
        var call = new JsonObject
        {
            ["metadata"] = null,
            ["extra"] = new JsonArray(1),
            ["data"] = new JsonObject { ["other"] = 1, ["MESSAGES"] = HostEnvelope.Bytes(Utf8(Sale)) },
        };

        Assert.Equal(Sale, Text(Assert.Single(Read(call))));
    }

    [Fact]
    public void Only_value_is_taken_when_it_has_another_name()
    {
        var call = HostEnvelope.Of("msg", HostEnvelope.Bytes(Utf8(Sale)));

        Assert.Equal(Sale, Text(Assert.Single(Read(call))));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Data":null}""")]
    [InlineData("""{"Data":{}}""")]
    [InlineData("""{"Data":{"a":"1","b":"2"}}""")]
    public void Call_without_messages_is_refused(string call) =>
        Assert.Throws<InvocationFormatException>(() => Read(JsonNode.Parse(call)!));

    private static IReadOnlyList<QueueMessage> Read(JsonNode call)
    {
        using var invocation = new Invocation("RecordRevenue", "id", JsonDocument.Parse(call.ToJsonString()));
        return QueueBatch.Read(invocation, "messages");
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(QueueMessage message) => Encoding.UTF8.GetString(message.Body.Span);
}
