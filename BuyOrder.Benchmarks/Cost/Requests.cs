using System.Text.Json;
using BuyOrder.Testing.Servers;
using Microsoft.AspNetCore.Http;

namespace BuyOrder.Benchmarks.Cost;

/// <summary>What one request to a service is.</summary>
internal static class Requests
{
    /// <summary>Of Table Storage: a row by its keys, a page of a query, a batch, or any other change.</summary>
    public static Usage ToStorage(HttpRelay.RelayedRequest request, byte[] body)
    {
        var path = request.Target.Split('?')[0];
        if (path.EndsWith("$batch", StringComparison.Ordinal))
            return Usage.None with { Batches = 1 };
        if (!HttpMethods.IsGet(request.Method))
            return Usage.None with { Writes = 1 };
        return path.Contains("PartitionKey", StringComparison.Ordinal) ? Usage.None with { PointReads = 1 } : Usage.None with { Queries = 1 };
    }

    /// <summary>Of a node: each call of a batch is one.</summary>
    public static Usage ToNode(HttpRelay.RelayedRequest request, byte[] body)
    {
        using var calls = JsonDocument.Parse(body);
        return Usage.None with { RpcCalls = calls.RootElement.ValueKind == JsonValueKind.Array ? calls.RootElement.GetArrayLength() : 1 };
    }
}
