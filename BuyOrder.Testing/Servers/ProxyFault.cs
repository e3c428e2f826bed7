using Microsoft.AspNetCore.Http;

namespace BuyOrder.Testing.Servers;

/// <summary>
/// What one request meets instead of the server behind the proxy, or, when it is applied, instead of that server's answer.
/// </summary>
internal sealed record ProxyFault(bool Applied, Func<HttpContext, Task> Act)
{
    /// <summary>The connection ends without an answer.</summary>
    public static ProxyFault Cut { get; } = new(false, CutAsync);

    /// <summary>The request is carried out, its answer is lost.</summary>
    public static ProxyFault CutAfterApplied { get; } = new(true, CutAsync);

    /// <summary>No answer, until the other side gives up.</summary>
    public static ProxyFault Stall { get; } = new(false, StallAsync);

    /// <summary>The request is carried out, its answer does not come.</summary>
    public static ProxyFault StallAfterApplied { get; } = new(true, StallAsync);

    /// <summary>What a proxy of the network might say with success.</summary>
    public static ProxyFault Nonsense { get; } = new(false, context =>
    {
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync("<html>Sign in to the network</html>");
    });

    /// <summary>The batch is accepted, but the service refuses an operation inside it because it is busy.</summary>
    public static ProxyFault BusyInsideBatch { get; } = new(false, context =>
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "multipart/mixed; boundary=batchresponse_1";
        return context.Response.WriteAsync(BusyBatch.ReplaceLineEndings("\r\n"));
    });

    private const string BusyBatch = """
        --batchresponse_1
        Content-Type: multipart/mixed; boundary=changesetresponse_1

        --changesetresponse_1
        Content-Type: application/http
        Content-Transfer-Encoding: binary

        HTTP/1.1 503 Service Unavailable
        X-Content-Type-Options: nosniff
        DataServiceVersion: 3.0;
        Content-Type: application/json;odata=minimalmetadata;streaming=true;charset=utf-8

        {"odata.error":{"code":"ServerBusy","message":{"lang":"en-US","value":"1:The server is busy."}}}
        --changesetresponse_1--
        --batchresponse_1--

        """;

    /// <summary>An answer of this status, with the service's kind of error body.</summary>
    public static ProxyFault Status(int status, string code = "Busy", params (string Name, string Value)[] headers) => new(false, context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json;odata=minimalmetadata";
        foreach (var (name, value) in headers)
            context.Response.Headers[name] = value;
        return context.Response.WriteAsync(
            $$"""{ "odata.error": { "code": "{{code}}", "message": { "lang": "en-US", "value": "told so by a test" } } }""");
    });

    private static Task CutAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static async Task StallAsync(HttpContext context)
    {
        var aborted = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(aborted.SetResult);
        await aborted.Task;
    }
}
