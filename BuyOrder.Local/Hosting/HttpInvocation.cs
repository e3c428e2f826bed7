using System.Text.Json;
using BuyOrder.Local.Worker;
using BuyOrder.Local.Worker.Messages;
using Microsoft.AspNetCore.Http;

namespace BuyOrder.Local.Hosting;

/// <summary>
/// What an HTTP function is invoked with beside the request that is forwarded to it: nothing as its input, and what route and query say.
/// </summary>
internal static class HttpInvocation
{
    public static Invocation Of(HttpRequest request)
    {
        var metadata = new Dictionary<string, TypedData>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in request.Query)
            metadata[name] = new TypedData { String = value.ToString() };
        foreach (var (name, value) in request.RouteValues)
            metadata[name] = new TypedData { String = value?.ToString() ?? "" };
        metadata["Headers"] = new TypedData { Json = Json(request.Headers.Select(each => (each.Key, each.Value.ToString()))) };
        metadata["Query"] = new TypedData { Json = Json(request.Query.Select(each => (each.Key, each.Value.ToString()))) };
        return new Invocation(new TypedData { Http = new RpcHttp() }, metadata);
    }

    private static string Json(IEnumerable<(string Name, string Value)> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in members)
                json.WriteString(name, value);
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
