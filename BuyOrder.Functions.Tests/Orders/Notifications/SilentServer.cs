using System.Net;
using System.Net.Sockets;

namespace BuyOrder.Functions.Tests.Orders.Notifications;

/// <summary>A server that takes every connection and never says a word.</summary>
internal sealed class SilentServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public SilentServer() => listener.Start();

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Whether a client has come.</summary>
    public bool IsAsked => listener.Pending();

    public void Dispose() => listener.Dispose();
}
