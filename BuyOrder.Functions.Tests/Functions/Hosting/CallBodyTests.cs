using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using BuyOrder.Functions.Hosting;
using BuyOrder.Testing.Hosting;

namespace BuyOrder.Functions.Tests.Functions.Hosting;

/// <summary>Long batches are decoded while they come in: wherever the pieces end, the messages are those that were sent.</summary>
public sealed class CallBodyTests
{
    private const string Strange = "\"\\/\b\f\n\r\t\u0001\u001f\u007f é € 😀 + {}[]:, \\u0041 \\\\";

    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Texts =
        [.. Enumerable.Range(0, 80).Select(i => $"{i} " + string.Concat(Enumerable.Repeat(Strange, i % 40)) + new string('x', i * i % 5_000))];

    public static TheoryData<int> PieceSizes() => [1, 2, 7, 4_093, 64 * 1024, 16 * 1024 * 1024];

    [Theory]
    [MemberData(nameof(PieceSizes))]
    public void Long_batch_is_read_wherever_its_pieces_end(int pieceSize)
    {
        var inBase64 = HostEnvelope.QueueBatch("messages", [.. Texts.Select(Encoding.UTF8.GetBytes)]);
        var asText = HostEnvelope.Of("messages", HostEnvelope.Array([.. Texts.Select(text => JsonValue.Create(text))]));
        var unescaped = HostEnvelope.Of("messages", JsonSerializer.Serialize(Texts, Unescaped));

        Assert.Equal(Texts, Read(inBase64.ToJsonString(), pieceSize));
        Assert.Equal(Texts, Read(asText.ToJsonString(), pieceSize));
        Assert.Equal(Texts, Read(unescaped.ToJsonString(Unescaped), pieceSize));
    }

    [Theory]
    [MemberData(nameof(PieceSizes))]
    public void Values_that_are_no_text_are_messages_too(int pieceSize)
    {
        var objects = Enumerable.Range(0, 2_000).Select(i => $$"""{"id":"m-{{i}}","list":[1,{"a":null}]}""").ToArray();

        var messages = Read(Envelope($"[null, 7,true,{string.Join(" , ", objects)},\"\\ud800\",\"\"]"), pieceSize);

        Assert.Equal(["", "7", "true", .. objects, "\\ud800", ""], messages);
    }

    [Theory]
    [InlineData("\\ud83d\\ude00", "😀")]
    [InlineData("\\ud83d", "\\ud83d")]
    [InlineData("\\ude00\\ud83d!", "\\ude00\\ud83d!")]
    [InlineData("\\/\\u0041", "/A")]
    public void Escapes_of_the_outer_text_are_taken_off(string escaped, string expected)
    {
        var call = $$$"""{"Data":{"messages":"[{{{new string(' ', 40_000)}}}\"{{{escaped}}} \"]"}}""";

        foreach (var pieceSize in new[] { 1, 5, 4_000 })
            Assert.Equal(expected + " ", Assert.Single(Read(call, pieceSize)));
    }

    [Theory]
    [InlineData("[\"a\",\"b\",nonsense")]
    [InlineData("[\"a\"")]
    [InlineData("[\"a\"]]")]
    public void Long_text_that_is_no_array_refuses_the_call(string text) =>
        Assert.ThrowsAny<JsonException>(() => Read(Envelope(text.PadRight(40_000)), 1_000));

    [Theory]
    [InlineData("\\x")]
    [InlineData("\\u00g0")]
    [InlineData("\u0001")]
    public void Call_that_is_not_JSON_is_refused(string wrong)
    {
        var call = $$$"""{"Data":{"messages":"[\"{{{new string('x', 40_000)}}}{{{wrong}}}\"]"}}""";

        Assert.ThrowsAny<JsonException>(() => Read(call, 1_000));
        Assert.ThrowsAny<JsonException>(() => Read(call[..30_000], 1_000));
    }

    [Fact]
    public void Long_text_elsewhere_stays_where_it_is()
    {
        var call = HostEnvelope.Of("messages", HostEnvelope.Array(Texts[1]), ("Other", new string('[', 200_000)));

        Assert.Equal([Texts[1]], Read(call.ToJsonString(), 1_000));
    }

    private static string Envelope(string text) => HostEnvelope.Of("messages", JsonValue.Create(text)).ToJsonString();

    private static string[] Read(string call, int pieceSize)
    {
        var body = new CallBody();
        foreach (var piece in Encoding.UTF8.GetBytes(call).Chunk(pieceSize))
            body.Append(piece);
        var (envelope, batch) = body.Complete();
        using var invocation = new Invocation("RecordRevenue", "id", envelope, batch);
        return [.. QueueBatch.Read(invocation, "messages").Select(message => Encoding.UTF8.GetString(message.Body.Span))];
    }
}
