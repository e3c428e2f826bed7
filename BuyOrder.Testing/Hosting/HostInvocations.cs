using System.Text.Json;
using BuyOrder.Local.Worker;
using BuyOrder.Local.Worker.Messages;
using Google.Protobuf;

namespace BuyOrder.Testing.Hosting;

/// <summary>Writes invocations as the Functions host does. A second reading of the contract, apart from the product's own local host.</summary>
internal static class HostInvocations
{
    /// <summary>The batch of a function with cardinality many and dataType binary, with the metadata that comes with it.</summary>
    public static Invocation Batch(IReadOnlyList<byte[]> bodies, int deliveryCount = 1)
    {
        var indices = Enumerable.Range(0, bodies.Count).ToArray();
        return new Invocation(Bodies(bodies), new Dictionary<string, TypedData>
        {
            ["MessageIdArray"] = new() { CollectionString = new CollectionString { String = { indices.Select(i => $"m-{i}") } } },
            ["DeliveryCountArray"] = Json(indices.Select(_ => deliveryCount)),
            ["SequenceNumberArray"] = new() { CollectionSint64 = new CollectionSInt64 { Sint64 = { indices.Select(i => 42L + i) } } },
            ["LockTokenArray"] = new() { CollectionString = new CollectionString { String = { indices.Select(_ => $"{Guid.NewGuid()}") } } },
            ["EnqueuedTimeUtcArray"] = Json(indices.Select(_ => "2026-05-06T07:08:09.123")),
            ["ApplicationPropertiesArray"] = Json(indices.Select(_ => new { tenant = "x" })),
            ["MessageReceiver"] = Json(new { }),
            ["Client"] = Json(new { FullyQualifiedNamespace = "ns.servicebus.windows.net", IsClosed = false }),
        });
    }

    /// <summary>What an admin call gives a function with cardinality many: a batch of one, what else is known in the singular, and no arrays.</summary>
    public static Invocation AdminCall(byte[] body) => new(Bodies([body]), new Dictionary<string, TypedData>
    {
        ["MessageId"] = new() { String = "" },
        ["DeliveryCount"] = new() { Json = "0" },
        ["SequenceNumber"] = new() { Json = "-1" },
        ["EnqueuedTimeUtc"] = Json("0001-01-01T00:00:00"),
    });

    /// <summary>A timer call. A schedule below a minute has no status; the first status ever has the year 1.</summary>
    public static Invocation Timer(object? status = null, bool isPastDue = false) => new(
        Json(new { Schedule = new { AdjustForDST = true }, ScheduleStatus = status, IsPastDue = isPastDue }), Invocation.NoMetadata);

    public static object FirstScheduleStatus() =>
        new { Last = "0001-01-01T00:00:00", Next = "2026-11-22T11:05:00+00:00", LastUpdated = "0001-01-01T00:00:00" };

    private static TypedData Bodies(IReadOnlyList<byte[]> bodies) =>
        new() { CollectionBytes = new CollectionBytes { Bytes = { bodies.Select(body => ByteString.CopyFrom(body)) } } };

    private static TypedData Json(object value) => new() { Json = JsonSerializer.Serialize(value) };
}
