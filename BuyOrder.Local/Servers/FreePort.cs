using System.Net;
using System.Net.Sockets;

namespace BuyOrder.Local.Servers;

/// <summary>
/// Free TCP ports on the loopback interface. Another process may take one before it is used: the start of a server is tried again.
/// </summary>
internal static class FreePort
{
    private const int Highest = 65535;

    /// <summary>Any free port.</summary>
    public static int Any()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The first free port at or above <paramref name="preferred"/>.</summary>
    public static int AtOrAbove(int preferred)
    {
        for (var port = preferred; port <= Highest; port++)
        {
            if (IsFree(port))
                return port;
        }
        throw new ServerStartException($"No free port at or above {preferred}.");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
