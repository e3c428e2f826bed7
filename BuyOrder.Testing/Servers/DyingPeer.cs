using System.Net.Sockets;

namespace BuyOrder.Testing.Servers;

/// <summary>A peer that dies in the instant after it has accepted a connection: the client throws a bare <see cref="SocketException"/>.</summary>
internal sealed class DyingPeer : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromException<HttpResponseMessage>(new SocketException((int)SocketError.NotConnected));
}
