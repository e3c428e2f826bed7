using System.Globalization;
using BuyOrder.Local.Worker;
using BuyOrder.Local.Worker.Messages;
using Google.Protobuf;

namespace BuyOrder.Local.Hosting;

/// <summary>What a Service Bus function with cardinality many and dataType binary is invoked with: bodies, and arrays of what else is known.</summary>
internal static class BatchInvocation
{
    public static Invocation Of(IReadOnlyList<Delivery> batch)
    {
        var bodies = new CollectionBytes();
        bodies.Bytes.Add(batch.Select(each => UnsafeByteOperations.UnsafeWrap(each.Message.Body)));
        var ids = new CollectionString();
        ids.String.Add(batch.Select(each => each.Message.Id));
        var sequenceNumbers = new CollectionSInt64();
        sequenceNumbers.Sint64.Add(batch.Select(each => each.Message.SequenceNumber));
        return new Invocation(
            new TypedData { CollectionBytes = bodies },
            new Dictionary<string, TypedData>
            {
                ["DeliveryCountArray"] = new() { Json = Json(batch, each => each.Count.ToString(CultureInfo.InvariantCulture)) },
                ["MessageIdArray"] = new() { CollectionString = ids },
                ["SequenceNumberArray"] = new() { CollectionSint64 = sequenceNumbers },
                ["EnqueuedTimeUtcArray"] = new() { Json = Json(batch, each => Time(each.Message.EnqueuedAt)) },
            });
    }

    private static string Json(IReadOnlyList<Delivery> batch, Func<Delivery, string> element) => $"[{string.Join(',', batch.Select(element))}]";

    /// <summary>UTC, and nothing that says so: the host's own values are of a kind without a zone.</summary>
    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("\\\"yyyy-MM-ddTHH:mm:ss.FFFFFFF\\\"", CultureInfo.InvariantCulture);
}
