using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace BuyOrder.Local.Hosting;

/// <summary>A request and its answer on their way through the host.</summary>
internal static class ForwardedMessage
{
    public const string InvocationIdHeader = "x-ms-invocation-id";

    /// <summary>Of one connection, not of the message (RFC 9110, 7.6.1); Expect has been answered by the time the body is read.</summary>
    private static readonly HashSet<string> ConnectionHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Expect", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade",
    };

    /// <summary>The request for the worker's server, with the invocation that it belongs to; a caller cannot name another.</summary>
    public static HttpRequestMessage Request(HttpContext context, Uri server, string invocation)
    {
        var incoming = context.Request;
        var request = new HttpRequestMessage(new HttpMethod(incoming.Method), server.GetLeftPart(UriPartial.Authority) + Target(context))
        {
            // Never none: a request without any content is sent again by the client itself when the worker dies with it.
            Content = context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }
                ? new StreamContent(incoming.Body)
                : new ByteArrayContent([]),
        };
        foreach (var (name, values) in incoming.Headers)
        {
            if (ConnectionHeaders.Contains(name) || name.Equals(InvocationIdHeader, StringComparison.OrdinalIgnoreCase))
                continue;
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                request.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
        request.Headers.TryAddWithoutValidation(InvocationIdHeader, invocation);
        return request;
    }

    public static async Task AnswerAsync(HttpResponse response, HttpResponseMessage answer, CancellationToken cancellation)
    {
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
        {
            if (!ConnectionHeaders.Contains(name))
                response.Headers[name] = new StringValues([.. values]);
        }
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        await body.CopyToAsync(response.Body, cancellation);
    }

    /// <summary>Path and query as they came, not decoded and encoded again.</summary>
    private static string Target(HttpContext context)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return raw.StartsWith('/') ? raw : context.Request.Path.ToUriComponent() + context.Request.QueryString;
    }
}
