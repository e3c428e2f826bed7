using System.Net;
using System.Net.Sockets;

namespace BuyOrder.Local.Hosting;

/// <summary>Sends HTTP requests to the worker's own server, and nothing twice.</summary>
internal sealed class WorkerClient : IDisposable
{
    /// <summary>The worker takes invocations a moment before its server listens.</summary>
    private const int MaxConnections = 10;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly HttpMessageInvoker http = CreateInvoker();

    /// <summary>Only a call that found no listener is made again: nothing of it was sent.</summary>
    /// <param name="request">It must have content, if only an empty one: without any the client takes a connection that ends without an answer for
    /// one that was never used, and sends again.</param>
    /// <param name="cancellation">Cuts the connection.</param>
    /// <exception cref="HttpRequestException">The worker died with the call, or does not listen.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        for (var connections = 1; ; connections++)
        {
            try
            {
                return await http.SendAsync(request, cancellation);
            }
            catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConnectionError && connections < MaxConnections)
            {
                await Task.Delay(Pause(connections), cancellation);
            }
        }
    }

    public void Dispose() => http.Dispose();

    private static TimeSpan Pause(int connections) =>
        TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, ShortestPause.Ticks << (connections - 1)));

    /// <summary>
    /// A client that changes nothing on the way. Each call has a connection of its own: on a kept one the client could not tell a worker that died
    /// before the request from one that died during it.
    /// </summary>
    private static HttpMessageInvoker CreateInvoker() => new(new ConnectionFaults(new SocketsHttpHandler
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
