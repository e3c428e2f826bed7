using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BuyOrder.Testing.Servers;

/// <summary>What every proxy of the tests does: gives a request on to another server, unchanged but for the host.</summary>
internal sealed class HttpRelay(Uri target) : IDisposable
{
    /// <summary>Azurite closes a connection that was idle for five seconds; one that is given back before is never met half closed.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(2);

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        PooledConnectionIdleTimeout = IdleTimeout,
    });

    public static async Task<byte[]> ReadBodyAsync(HttpRequest request)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        return buffer.ToArray();
    }

    /// <summary>Sends it, and reads the whole answer.</summary>
    /// <param name="original">Its method, target and headers.</param>
    /// <param name="body">Its body.</param>
    /// <param name="cancellation">Gives up waiting for the answer.</param>
    public async Task<RelayedAnswer> SendAsync(RelayedRequest original, byte[] body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(new HttpMethod(original.Method), new Uri(target, original.Target));
        request.Content = new ByteArrayContent(body);
        foreach (var (name, value) in original.Headers)
        {
            if (name is "Host" or "Content-Length" or "Transfer-Encoding")
                continue;
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        }
        using var answer = await http.SendAsync(request, cancellation);
        var headers = answer.Headers.Concat(answer.Content.Headers)
            .Where(header => header.Key is not ("Transfer-Encoding" or "Connection" or "Keep-Alive"));
        return new RelayedAnswer(
            (int)answer.StatusCode,
            headers.ToDictionary(header => header.Key, header => header.Value.ToArray()),
            await answer.Content.ReadAsByteArrayAsync(cancellation));
    }

    public void Dispose() => http.Dispose();

    /// <summary>Kept apart from the connection that it came on, which may be gone when it is sent.</summary>
    internal sealed record RelayedRequest(string Method, string Target, IReadOnlyDictionary<string, string[]> Headers)
    {
        public static RelayedRequest Of(HttpContext context) => new(
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.OfType<string>().ToArray()));
    }

    internal sealed record RelayedAnswer(int Status, IReadOnlyDictionary<string, string[]> Headers, byte[] Body)
    {
        public async Task WriteAsync(HttpResponse response)
        {
            WriteHead(response);
            await response.Body.WriteAsync(Body, response.HttpContext.RequestAborted);
        }

        public void WriteHead(HttpResponse response)
        {
            response.StatusCode = Status;
            foreach (var (name, values) in Headers)
                response.Headers[name] = values;
        }
    }
}
