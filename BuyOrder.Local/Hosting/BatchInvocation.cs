using System.Globalization;
using Azure.Messaging.ServiceBus;
using BuyOrder.Local.Worker;
using BuyOrder.Local.Worker.Messages;
using Google.Protobuf;

namespace BuyOrder.Local.Hosting;

/// <summary>What a Service Bus function with cardinality many and dataType binary is invoked with: bodies, and arrays of what else is known.</summary>
internal static class BatchInvocation
{
    public static Invocation Of(IReadOnlyList<ServiceBusReceivedMessage> batch)
    {
        var bodies = new CollectionBytes();
        bodies.Bytes.Add(batch.Select(each => UnsafeByteOperations.UnsafeWrap(each.Body.ToMemory())));
        var ids = new CollectionString();
        ids.String.Add(batch.Select(each => each.MessageId));
        var sequenceNumbers = new CollectionSInt64();
        sequenceNumbers.Sint64.Add(batch.Select(each => each.SequenceNumber));
        return new Invocation(
            new TypedData { CollectionBytes = bodies },
            new Dictionary<string, TypedData>
            {
                ["DeliveryCountArray"] = Json(batch, each => each.DeliveryCount.ToString(CultureInfo.InvariantCulture)),
                ["MessageIdArray"] = new() { CollectionString = ids },
                ["SequenceNumberArray"] = new() { CollectionSint64 = sequenceNumbers },
                ["EnqueuedTimeUtcArray"] = Json(batch, each => Time(each.EnqueuedTime)),
            });
    }

    private static TypedData Json(IReadOnlyList<ServiceBusReceivedMessage> batch, Func<ServiceBusReceivedMessage, string> element) =>
        new() { Json = $"[{string.Join(',', batch.Select(element))}]" };

    /// <summary>UTC, and nothing that says so: the host's own values are of a kind without a zone.</summary>
    private static string Time(DateTimeOffset time) =>
        $"\"{time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)}\"";
}
