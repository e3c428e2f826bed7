using System.Diagnostics;
using System.Runtime.InteropServices;

namespace BuyOrder.Local;

/// <summary>
/// <c>dotnet run</c> passes Ctrl-C and SIGTERM on, but says nothing when it is killed: without this, servers and ports would stay.
/// </summary>
internal static partial class ParentWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Cancels the source when the <c>dotnet</c> that started us is gone; any other parent may come and go.</summary>
    public static async Task WatchAsync(CancellationTokenSource source)
    {
        if (OperatingSystem.IsWindows())
            return;

        var parent = getppid();
        if (!IsDotnet(parent))
            return;

        using var timer = new PeriodicTimer(Interval);
        while (getppid() == parent && await timer.WaitForNextTickAsync(source.Token))
        {
        }

        await source.CancelAsync();
    }

    private static bool IsDotnet(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.ProcessName == "dotnet";
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [LibraryImport("libc")]
    private static partial int getppid();
}
