namespace BuyOrder.Ethereum.Rpc;

/// <summary>Connections for nodes: to the address that was configured and to no other, without a memory between calls.</summary>
public static class NodeConnections
{
    /// <param name="lifetime">After it a connection is renewed, so that a change of the host's address is noticed.</param>
    /// <returns>For the caller to dispose of. It has no time limit of its own: <see cref="JsonRpcOptions"/> has them.</returns>
    public static HttpClient Create(TimeSpan lifetime)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = lifetime };
        return new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
