using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure.Messaging.ServiceBus;

namespace BuyOrder.Local.Hosting;

/// <summary>What a Service Bus function with cardinality many and dataType binary is posted.</summary>
internal static class QueueBatchBody
{
    /// <summary>The client objects that the host also puts in; a handler over HTTP can do nothing with them.</summary>
    private static readonly string[] HostObjects =
        ["MessageReceiver", "MessageSession", "MessageActions", "SessionActions", "ReceiveActions", "Client"];

    /// <summary>What plain messages leave empty; the host tells them all the same.</summary>
    private static readonly string[] NullArrays =
    [
        "DeadLetterSource", "ContentType", "ReplyTo", "To", "Subject", "Label", "CorrelationId", "SessionId", "ReplyToSessionId",
        "PartitionKey", "TransactionPartitionKey",
    ];

    public static ReadOnlyMemory<byte> Build(string function, QueueTrigger trigger, IReadOnlyList<ServiceBusReceivedMessage> batch, DateTimeOffset now) =>
        InvocationBody.Build(
            function,
            now,
            writer => writer.WriteString(trigger.Binding, List(batch, (list, each) => list.WriteBase64StringValue(each.Body.ToMemory().Span))),
            writer => WriteMetadata(writer, batch));

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyList<ServiceBusReceivedMessage> batch)
    {
        foreach (var name in HostObjects)
        {
            writer.WriteStartObject(name);
            writer.WriteEndObject();
        }
        WriteArray(writer, "DeliveryCount", batch, (list, each) => list.WriteNumberValue(each.DeliveryCount));
        WriteArray(writer, "SequenceNumber", batch, (list, each) => list.WriteNumberValue(each.SequenceNumber));
        WriteArray(writer, "LockToken", batch, (list, each) => list.WriteStringValue(each.LockToken));
        WriteArray(writer, "MessageId", batch, (list, each) => list.WriteStringValue(each.MessageId));
        foreach (var (name, offset) in new[] { ("EnqueuedTimeUtc", "Z"), ("EnqueuedTime", "+00:00") })
            WriteArray(writer, name, batch, (list, each) => list.WriteStringValue(Milliseconds(each.EnqueuedTime) + offset));
        foreach (var (name, offset) in new[] { ("ExpiresAtUtc", "Z"), ("ExpiresAt", "+00:00") })
            WriteArray(writer, name, batch, (list, _) => list.WriteStringValue("9999-12-31T23:59:59.9999999" + offset));
        foreach (var name in new[] { "ApplicationProperties", "UserProperties" })
            WriteArray(writer, name, batch, (list, _) => { list.WriteStartObject(); list.WriteEndObject(); });
        foreach (var name in NullArrays)
            WriteArray(writer, name, batch, (list, _) => list.WriteNullValue());
    }

    private static void WriteArray(
        Utf8JsonWriter writer, string name, IReadOnlyList<ServiceBusReceivedMessage> batch, Action<Utf8JsonWriter, ServiceBusReceivedMessage> write) =>
        writer.WriteString($"{name}Array", List(batch, write));

    /// <summary>JSON text of an array, to be written as a string.</summary>
    private static string List(IReadOnlyList<ServiceBusReceivedMessage> batch, Action<Utf8JsonWriter, ServiceBusReceivedMessage> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, InvocationBody.WriterOptions);
        writer.WriteStartArray();
        foreach (var delivery in batch)
            write(writer, delivery);
        writer.WriteEndArray();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Milliseconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFF", CultureInfo.InvariantCulture);
}
