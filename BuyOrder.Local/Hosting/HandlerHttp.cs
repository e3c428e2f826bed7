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
    public static HttpMessageInvoker CreateClient() => new(new SocketsHttpHandler
    {
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        AutomaticDecompression = System.Net.DecompressionMethods.None,
        PooledConnectionLifetime = TimeSpan.Zero,
        UseCookies = false,
        UseProxy = false,
    });
}
