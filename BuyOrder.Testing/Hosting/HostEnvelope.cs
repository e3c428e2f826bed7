using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BuyOrder.Testing.Hosting;

/// <summary>
/// Writes calls as the Functions host does: every value by the rule of its .NET type, most of them JSON text inside a JSON string.
/// A second reading of the contract, apart from the product's own local host.
/// </summary>
internal static class HostEnvelope
{
    public static JsonObject Of(string binding, JsonNode? value, params ReadOnlySpan<(string Name, JsonNode? Value)> metadata)
    {
        var around = new JsonObject();
        foreach (var (name, each) in metadata)
            around[name] = each;
        around["sys"] = new JsonObject
        {
            ["MethodName"] = "Function",
            ["UtcNow"] = "2026-11-22T11:05:00.0405101Z",
            ["RandGuid"] = "d7b43a29-76e8-4de8-a63e-ea38a637affa",
        };
        return new JsonObject { ["Data"] = new JsonObject { [binding] = value }, ["Metadata"] = around };
    }

    /// <summary>A text is encoded twice.</summary>
    public static JsonNode Text(string value) => JsonValue.Create(JsonSerializer.Serialize(value))!;

    /// <summary>A number is encoded once more than it needs.</summary>
    public static JsonNode Number(long value) => JsonValue.Create(value.ToString(CultureInfo.InvariantCulture))!;

    /// <summary>Bytes are base64, encoded once.</summary>
    public static JsonNode Bytes(ReadOnlySpan<byte> value) => JsonValue.Create(Convert.ToBase64String(value))!;

    /// <summary>A DateTime has whole seconds and no offset.</summary>
    public static JsonNode Time(DateTime value) => JsonValue.Create(value.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture))!;

    /// <summary>Any array is one string of JSON array text.</summary>
    public static JsonNode Array(params JsonNode?[] elements) => JsonValue.Create(new JsonArray(elements).ToJsonString())!;

    /// <summary>The batch of a function with cardinality many and dataType binary, with the metadata that comes with it.</summary>
    public static JsonObject QueueBatch(string binding, IReadOnlyList<byte[]> bodies, int deliveryCount = 1)
    {
        var indices = Enumerable.Range(0, bodies.Count).ToArray();
        return Of(
            binding,
            Array([.. bodies.Select(body => Bytes(body))]),
            ("MessageIdArray", Array([.. indices.Select(i => JsonValue.Create($"m-{i}"))])),
            ("DeliveryCountArray", Array([.. indices.Select(_ => JsonValue.Create(deliveryCount))])),
            ("SequenceNumberArray", Array([.. indices.Select(i => JsonValue.Create(42 + i))])),
            ("LockTokenArray", Array([.. indices.Select(_ => JsonValue.Create("5f2d6a0e-7f0a-4a53-9d15-1f7be0cf4df5"))])),
            ("EnqueuedTimeUtcArray", Array([.. indices.Select(_ => JsonValue.Create("2026-05-06T07:08:09.123Z"))])),
            ("CorrelationIdArray", Array([.. indices.Select(_ => (JsonNode?)null)])),
            ("ApplicationPropertiesArray", Array([.. indices.Select(_ => new JsonObject { ["tenant"] = "x" })])),
            ("MessageReceiver", new JsonObject()),
            ("Client", new JsonObject { ["FullyQualifiedNamespace"] = "ns.servicebus.windows.net", ["IsClosed"] = false }));
    }

    /// <summary>A timer call. A schedule below a minute has no status; the first status ever has the year 1.</summary>
    public static JsonObject Timer(string binding, JsonObject? status = null, bool isPastDue = false) => Of(
        binding,
        new JsonObject
        {
            ["Schedule"] = new JsonObject { ["AdjustForDST"] = true },
            ["ScheduleStatus"] = status,
            ["IsPastDue"] = isPastDue,
        });

    public static JsonObject FirstScheduleStatus() => new()
    {
        ["Last"] = "0001-01-01T00:00:00",
        ["Next"] = "2026-11-22T11:05:00+00:00",
        ["LastUpdated"] = "0001-01-01T00:00:00",
    };
}
