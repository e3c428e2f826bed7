using System.Text;
using System.Text.Json;

namespace BuyOrder.Functions.Hosting;

/// <summary>
/// The messages of a Service Bus call. The function declares <c>cardinality: many, dataType: binary</c>, which the host sends as one
/// string of JSON array text holding base64 strings; the other forms of the contract are read too: the array itself, text or parsed
/// bodies, and a single message with single metadata (an admin call).
/// </summary>
/// <remarks>No message is ever dropped: what cannot be decoded is passed on as the bytes that came, for the ledger to reject.</remarks>
internal static class QueueBatch
{
    /// <exception cref="InvocationFormatException">The call carries no value for the binding.</exception>
    public static IReadOnlyList<QueueMessage> Read(Invocation invocation, string binding)
    {
        var data = invocation.Data(binding)
            ?? throw new InvocationFormatException($"The call of {invocation.Function} has no data \"{binding}\".");
        var bodies = invocation.Batch(data) ?? Bodies(data);
        var ids = HostValue.Elements(invocation.Metadata("MessageIdArray"));
        var counts = HostValue.Elements(invocation.Metadata("DeliveryCountArray"));
        var times = HostValue.Elements(invocation.Metadata("EnqueuedTimeUtcArray"));
        var messages = new QueueMessage[bodies.Count];
        for (var i = 0; i < bodies.Count; i++)
        {
            messages[i] = new QueueMessage(
                bodies[i],
                HostValue.Text(At(ids, i) ?? Single("MessageId")),
                HostValue.Int32(At(counts, i) ?? Single("DeliveryCount")),
                HostValue.Time(At(times, i) ?? Single("EnqueuedTimeUtc")));
        }
        return messages;

        JsonElement? Single(string name) => bodies.Count == 1 ? invocation.Metadata(name) : null;
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>> Bodies(JsonElement data)
    {
        if (data.ValueKind == JsonValueKind.Array)
            return [.. data.EnumerateArray().Select(Body)];
        if (data.ValueKind != JsonValueKind.String)
            return [Body(data)];

        // Base64 begins with neither of these characters.
        var text = HostValue.Utf8(data);
        return text.Span switch
        {
            [(byte)'[', ..] when BatchText.TryRead(text.Span, out var bodies) => bodies,
            [(byte)'"', ..] when HostValue.Parse(text) is { ValueKind: JsonValueKind.String } single => [HostValue.Utf8(single)],
            _ => [BatchText.Decode(text.Span)],
        };
    }

    private static ReadOnlyMemory<byte> Body(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => BatchText.Decode(HostValue.Utf8(element).Span),
        JsonValueKind.Null => ReadOnlyMemory<byte>.Empty,
        _ => Encoding.UTF8.GetBytes(element.GetRawText()),
    };

    private static JsonElement? At(JsonElement[]? elements, int index) => index < elements?.Length ? elements[index] : null;
}

/// <summary>One message of a queue batch. Beside the body everything is for diagnosis only, and may be missing.</summary>
internal sealed record QueueMessage(ReadOnlyMemory<byte> Body, string? MessageId, int? DeliveryCount, DateTimeOffset? EnqueuedAt);
