using System.Diagnostics;

namespace BuyOrder.Local.Servers;

/// <summary>A child that runs or has run, with the last lines that it wrote.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int LinesKept = 200;
    private const int LinesInMessages = 15;
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(10);

    private readonly ChildCommand command;
    private readonly Process process;
    private readonly Watchdog watchdog;
    private readonly Queue<string> lines = new();
    private readonly List<LineWaiter> waiters = [];
    private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StreamWriter? log;

    private ChildProcess(ChildCommand command, Process process, Watchdog watchdog)
    {
        (this.command, this.process, this.watchdog) = (command, process, watchdog);
        Id = process.Id;
        if (command.LogFile is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(command.LogFile))!);
            log = new StreamWriter(command.LogFile, append: true) { AutoFlush = true };
        }
    }

    public int Id { get; }

    public string Name => command.Name;

    public bool HasExited => exited.Task.IsCompleted;

    /// <summary>Completes with the exit code (128 + signal when killed) after the last line of output.</summary>
    public Task<int> Exited => exited.Task;

    /// <summary>The last lines of standard output and standard error, oldest first.</summary>
    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (lines)
                return [.. lines];
        }
    }

    /// <summary>Waits for a line of output, also one already written.</summary>
    /// <exception cref="ServerStartException">The child ended without it, or the time is over; the message has its last lines.</exception>
    public async Task<string> WaitForLineAsync(Func<string, bool> match, TimeSpan timeout, CancellationToken cancellation)
    {
        var waiter = new LineWaiter(match);
        lock (lines)
        {
            foreach (var line in lines)
                waiter.Offer(line);
            waiters.Add(waiter);
        }
        try
        {
            await Task.WhenAny(waiter.Line, exited.Task).WaitAsync(timeout, cancellation);
        }
        catch (TimeoutException)
        {
            throw Fault($"was not ready after {timeout.TotalSeconds:0} s");
        }
        return waiter.Line.IsCompleted ? await waiter.Line : throw Fault($"ended with exit code {await exited.Task}");
    }

    /// <summary>Adds a line to its output that came another way.</summary>
    public void Add(string line) => Take(line);

    /// <summary>Ends the child and its own children at once (SIGKILL), if it has not ended yet.</summary>
    public void Kill()
    {
        if (!HasExited)
            process.Kill(entireProcessTree: true);
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await exited.Task.WaitAsync(KillTimeout);
        process.Dispose();
    }

    internal static ChildProcess Start(ChildCommand command, Watchdog watchdog)
    {
        var start = new ProcessStartInfo(command.File, command.Arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = command.WorkingDirectory ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ServerStartException($"{command.Name} could not be started ({command.File}): {e.Message}", e);
        }
        watchdog.Watch(process.Id);
        var child = new ChildProcess(command, process, watchdog);
        child.Listen();
        return child;
    }

    private ServerStartException Fault(string what) =>
        new($"{Name} {what}. Its last lines:{Environment.NewLine}{string.Join(Environment.NewLine, LastLines.TakeLast(LinesInMessages))}");

    private void Listen()
    {
        process.StandardInput.Close();
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _ = FollowAsync();
    }

    private async Task FollowAsync()
    {
        await process.WaitForExitAsync();
        watchdog.Forget(Id);
        var code = process.ExitCode;
        lock (lines)
        {
            log?.Dispose();
            log = null;
        }
        exited.SetResult(code);
    }

    private void Take(string? line)
    {
        if (line is null)
            return;
        lock (lines)
        {
            lines.Enqueue(line);
            if (lines.Count > LinesKept)
                lines.Dequeue();
            waiters.RemoveAll(waiter => waiter.Offer(line));
            log?.WriteLine(line);
            command.OnLine?.Invoke(line);
        }
    }

    private sealed class LineWaiter(Func<string, bool> match)
    {
        private readonly TaskCompletionSource<string> found = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Line => found.Task;

        public bool Offer(string line) => match(line) && found.TrySetResult(line);
    }
}

/// <summary>A local server or tool could not be started; the message says why, for the user of the command.</summary>
internal sealed class ServerStartException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What to start as a child process: an executable itself, never a shell around it.</summary>
/// <param name="Name">How messages call it.</param>
/// <param name="File">Path of the executable, or its name on the PATH.</param>
/// <param name="Arguments">Passed as they are; nothing is split or expanded.</param>
internal sealed record ChildCommand(string Name, string File, IReadOnlyList<string> Arguments)
{
    public string? WorkingDirectory { get; init; }

    /// <summary>Added to the environment of this process; a null value takes the variable away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Every line of output is appended to this file as well.</summary>
    public string? LogFile { get; init; }

    /// <summary>Called with every line of standard output and standard error, one at a time.</summary>
    public Action<string>? OnLine { get; init; }
}
