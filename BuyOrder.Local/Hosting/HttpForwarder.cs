using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace BuyOrder.Local.Hosting;

/// <summary>Passes an HTTP request on to the handler and its answer back, both streamed and otherwise as they are.</summary>
internal sealed partial class HttpForwarder(HandlerClient client, Handler handler, HostSettings settings, ILogger<HttpForwarder> log)
{
    /// <summary>Of one connection, not of the message (RFC 9110, 7.6.1); Expect has been answered by the time the body is read.</summary>
    private static readonly HashSet<string> ConnectionHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Expect", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade",
    };

    /// <summary>What the host sets itself, whatever the caller sent.</summary>
    private static readonly string[] HostHeaders =
        [HandlerHttp.InvocationIdHeader, HandlerHttp.PlatformInvocationIdHeader, HandlerHttp.HostVersionHeader];

    /// <summary>The host lets an early request wait as long as a handler may take that needs all its restarts.</summary>
    private readonly TimeSpan readyTimeout = settings.InitializationTimeout * 4;

    public async Task ForwardAsync(HttpContext context, string function)
    {
        var invocation = Guid.NewGuid().ToString();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        try
        {
            await handler.WaitUntilReadyAsync(limit.Token).WaitAsync(readyTimeout, limit.Token);
            limit.CancelAfter(settings.FunctionTimeout);
            using var request = Request(context, invocation);
            using var answer = await client.SendAsync(request, limit.Token);
            await AnswerAsync(context.Response, answer, limit.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException or OperationCanceledException)
        {
            Fail(context, StatusOf(e, context, function, invocation));
        }
    }

    private HttpRequestMessage Request(HttpContext context, string invocation)
    {
        var incoming = context.Request;
        var url = client.BaseAddress.GetLeftPart(UriPartial.Authority) + Target(context);
        var request = new HttpRequestMessage(new HttpMethod(incoming.Method), url)
        {
            // Never none: a request without any content is sent again by the client itself when the handler dies with it.
            Content = context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }
                ? new StreamContent(incoming.Body)
                : new ByteArrayContent([]),
        };
        foreach (var (name, values) in incoming.Headers)
        {
            if (ConnectionHeaders.Contains(name) || HostHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
                continue;
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                request.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
        request.Headers.TryAddWithoutValidation(HandlerHttp.InvocationIdHeader, invocation);
        request.Headers.TryAddWithoutValidation(HandlerHttp.PlatformInvocationIdHeader, invocation);
        return request;
    }

    /// <summary>Path and query as they came, not decoded and encoded again.</summary>
    private static string Target(HttpContext context)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return raw.StartsWith('/') ? raw : context.Request.Path.ToUriComponent() + context.Request.QueryString;
    }

    private static async Task AnswerAsync(HttpResponse response, HttpResponseMessage answer, CancellationToken cancellation)
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

    private int StatusOf(Exception fault, HttpContext context, string function, string invocation)
    {
        switch (fault)
        {
            case var _ when context.RequestAborted.IsCancellationRequested:
                return StatusCodes.Status499ClientClosedRequest;
            case TimeoutException:
                return StatusCodes.Status503ServiceUnavailable;
            case OperationCanceledException:
                Log.TimedOut(log, function, invocation, settings.FunctionTimeout);
                handler.Kill();
                return StatusCodes.Status500InternalServerError;
            default:
                Log.Died(log, function, invocation, fault.Message);
                return StatusCodes.Status502BadGateway;
        }
    }

    /// <summary>An answer that has begun can't be taken back: the connection is cut, so that it cannot be taken for a whole one.</summary>
    private static void Fail(HttpContext context, int status)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }
        context.Response.Clear();
        context.Response.StatusCode = status;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Function} {Invocation}: the handler died with it ({Fault}).")]
        public static partial void Died(ILogger logger, string function, string invocation, string fault);

        [LoggerMessage(LogLevel.Error, "{Function} {Invocation}: no answer within {Timeout}; the handler is killed.")]
        public static partial void TimedOut(ILogger logger, string function, string invocation, TimeSpan timeout);
    }
}
