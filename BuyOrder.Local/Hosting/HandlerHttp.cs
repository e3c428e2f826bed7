using System.Net;
using System.Net.Sockets;

namespace BuyOrder.Local.Hosting;

/// <summary>HTTP as the host speaks it with its handler.</summary>
internal static class HandlerHttp
{
    public const string InvocationIdHeader = "X-Azure-Functions-InvocationId";
    public const string HostVersionHeader = "X-Azure-Functions-HostVersion";
    public const string PlatformInvocationIdHeader = "x-ms-invocation-id";

    /// <summary>The version of the host whose contract this one keeps.</summary>
    public const string HostVersion = "4.1037.0.0";

    /// <summary>
    /// A client that changes nothing on the way and sends nothing twice. Each call has a connection of its own: on a kept one the client
    /// could not tell a handler that died before the request from one that died during it. A request must have content, if only an empty
    /// one: without any the client takes a connection that ends without an answer for one that was never used, and sends again.
    /// </summary>
    public static HttpMessageInvoker CreateClient() => new(new ConnectionFaults(new SocketsHttpHandler
    {
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        PooledConnectionLifetime = TimeSpan.Zero,
        UseCookies = false,
        UseProxy = false,
    }));

    /// <summary>
    /// A peer that dies in the instant between accepting a connection and being asked for its address makes the client throw a bare
    /// <see cref="SocketException"/>. Nothing has been sent by then: it is a connection that failed, like any other.
    /// </summary>
    internal sealed class ConnectionFaults(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (SocketException e)
            {
                throw new HttpRequestException(HttpRequestError.ConnectionError, e.Message, e);
            }
        }
    }
}
