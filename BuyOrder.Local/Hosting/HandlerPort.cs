using System.Security.Cryptography;
using BuyOrder.Local.Servers;

namespace BuyOrder.Local.Hosting;

/// <summary>The port that the handler keeps over all its lives.</summary>
internal static class HandlerPort
{
    /// <summary>
    /// Below the range that the system takes ports of outgoing connections from: while a handler is down, any connection on this machine
    /// could otherwise be given its port, and the next one could not listen there.
    /// </summary>
    private const int Lowest = 20_000;
    private const int Highest = 32_000;

    /// <summary>A free one. The search begins anywhere, so that two hosts that start together hardly ever choose the same.</summary>
    public static int Choose() => FreePort.AtOrAbove(RandomNumberGenerator.GetInt32(Lowest, Highest));
}
