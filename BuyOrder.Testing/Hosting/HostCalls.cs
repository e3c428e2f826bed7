using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BuyOrder.Testing.Hosting;

/// <summary>Calls triggers with exactly the host's request and judges the answers as the host does.</summary>
internal sealed class HostCalls(HttpClient client)
{
    public static readonly CallForm Chunked = new(IsChunked: true, HasTraceParent: false);

    public async Task<HostVerdict> InvokeAsync(string function, JsonNode envelope, CallForm? form = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/{function}", UriKind.Relative));
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(envelope.ToJsonString()));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.Add("X-Azure-Functions-HostVersion", "4.1037.0.0");
        request.Headers.Add("X-Azure-Functions-InvocationId", Guid.NewGuid().ToString());
        request.Headers.UserAgent.ParseAdd("Azure-Functions-Host/4.1037.0.0");
        form ??= Chunked;
        if (form.IsChunked)
            request.Headers.TransferEncodingChunked = true;
        if (form.HasTraceParent)
            request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        try
        {
            using var answer = await client.SendAsync(request, TestRun.Cancellation);
            return Judge(answer, await answer.Content.ReadAsByteArrayAsync(TestRun.Cancellation));
        }
        catch (HttpRequestException exception)
        {
            return new HostVerdict(HostOutcome.Failed, exception.Message);
        }
    }

    /// <summary>What the host makes of an answer to a wrapped call of a function without outputs.</summary>
    internal static HostVerdict Judge(HttpResponseMessage answer, ReadOnlyMemory<byte> body)
    {
        if (!answer.IsSuccessStatusCode)
            return new HostVerdict(HostOutcome.Failed, $"status {(int)answer.StatusCode}");
        if (body.IsEmpty || body.Span.SequenceEqual("null"u8))
            return new HostVerdict(HostOutcome.WouldHang, $"{(int)answer.StatusCode} with nothing in it");
        if (answer.Content.Headers.ContentType?.MediaType is not ("application/json" or "text/json"))
            return new HostVerdict(HostOutcome.Failed, $"media type {answer.Content.Headers.ContentType}");
        JsonNode? result;
        try
        {
            result = JsonNode.Parse(body.Span);
        }
        catch (JsonException exception)
        {
            return new HostVerdict(HostOutcome.Failed, exception.Message);
        }
        return result is JsonObject answered ? JudgeResult(answered) : new HostVerdict(HostOutcome.Failed, "not a JSON object");
    }

    private static HostVerdict JudgeResult(JsonObject result)
    {
        foreach (var (name, value) in result)
        {
            if (name.Equals("Outputs", StringComparison.OrdinalIgnoreCase) && value is not null and not JsonObject { Count: 0 })
                return new HostVerdict(HostOutcome.Failed, "outputs that function.json does not declare");
            if (name.Equals("Logs", StringComparison.OrdinalIgnoreCase) && value is not null and not JsonArray)
                return new HostVerdict(HostOutcome.Failed, "logs that are no array");
        }
        return new HostVerdict(HostOutcome.Succeeded, "");
    }

    internal sealed record CallForm(bool IsChunked, bool HasTraceParent);
}
