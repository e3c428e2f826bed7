namespace BuyOrder.Local.Servers;

/// <summary>Starts a server on a port that was free a moment ago, and on another one when another process was faster.</summary>
internal static class ServerPort
{
    private const int Attempts = 5;

    /// <param name="preferred">The first free port from here on; 0 = any.</param>
    /// <param name="start">Starts the server on a port; its <see cref="ServerStartException"/> says so when the port is taken.</param>
    public static async Task<T> StartAsync<T>(int preferred, Func<int, Task<T>> start)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = preferred == 0 ? FreePort.Any() : FreePort.AtOrAbove(preferred);
            try
            {
                return await start(port);
            }
            catch (ServerStartException e) when (attempt < Attempts && IsPortTaken(e.Message))
            {
                preferred = preferred == 0 ? 0 : port + 1;
            }
        }
    }

    private static bool IsPortTaken(string message) =>
        message.Contains("EADDRINUSE", StringComparison.Ordinal)
        || message.Contains("already in use", StringComparison.OrdinalIgnoreCase);
}
