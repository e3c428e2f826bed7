using System.Diagnostics;
using System.Globalization;

namespace BuyOrder.Local.Servers;

/// <summary>
/// A small shell process that outlives us just long enough to end our children. It reads "+pid" and "-pid" lines from a pipe whose only
/// writer is this process; when that pipe closes, for any reason, it kills the pids that are left.
/// </summary>
/// <remarks>
/// Nothing in this process runs after a SIGKILL, so the clean-up must live elsewhere. The pipe is opened close-on-exec: no child inherits
/// its writing end and keeps it open. Interrupts that reach the whole terminal group are ignored, so that the watchdog is the last to go.
/// Windows has no such shell; there children end with <see cref="ChildProcesses.DisposeAsync"/> only.
/// </remarks>
internal sealed class Watchdog : IDisposable
{
    private const string Script = """
        trap '' INT TERM HUP
        pids=' '
        while read -r line; do
          pid=${line#?}
          case $line in
            +*) pids="$pids$pid " ;;
            -*) case $pids in *" $pid "*) pids="${pids%% $pid *} ${pids#* $pid }" ;; esac ;;
          esac
        done
        for pid in $pids; do kill -9 "$pid" 2>/dev/null; done
        """;

    private readonly Lock gate = new();
    private readonly HashSet<int> watched = [];
    private Process? shell;

    public void Watch(int pid)
    {
        lock (gate)
        {
            watched.Add(pid);
            Tell('+', pid);
        }
    }

    public void Forget(int pid)
    {
        lock (gate)
        {
            if (watched.Remove(pid))
                Tell('-', pid);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            shell?.StandardInput.Close();
            shell?.WaitForExit();
            shell?.Dispose();
            shell = null;
        }
    }

    private void Tell(char sign, int pid)
    {
        if (OperatingSystem.IsWindows())
            return;
        if (shell is { HasExited: false })
            Write(shell, sign, pid);
        else if (watched.Count > 0)
            Restart();
    }

    private void Restart()
    {
        shell?.Dispose();
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        shell = Process.Start(start) ?? throw new ServerStartException("/bin/sh could not be started.");
        foreach (var pid in watched)
            Write(shell, '+', pid);
    }

    private static void Write(Process shell, char sign, int pid)
    {
        shell.StandardInput.Write(string.Create(CultureInfo.InvariantCulture, $"{sign}{pid}\n"));
        shell.StandardInput.Flush();
    }
}
