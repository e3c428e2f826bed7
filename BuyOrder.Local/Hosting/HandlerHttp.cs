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
    /// A client that changes nothing on the way. Each call has a connection of its own: on a kept one the client could not tell a handler
    /// that died before the request from one that died during it, and would send some calls a second time by itself.
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
