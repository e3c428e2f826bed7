using System.Diagnostics;
using BuyOrder.Local.Servers;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local.Worker;

/// <summary>The worker of an app over all its lives: started as the Functions host starts it, watched, and started again whenever it ends.</summary>
/// <remarks>
/// The real host gives up at the third crash within half an hour and never restarts after exit code 0; this one goes on without limit, because
/// here workers are killed on purpose. Only a worker that was never once ready is given up: that is a wrong setting or a broken build.
/// </remarks>
internal sealed partial class FunctionWorker : IAsyncDisposable
{
    private const int MaxFirstStarts = 3;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private readonly Func<WorkerLife> start;
    private readonly Func<ChildProcess, CancellationToken, Task>? beforeRestart;
    private readonly ILogger<FunctionWorker> log;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly Task supervision;
    private TaskCompletionSource<WorkerLife> ready = NewSignal();
    private WorkerLife? current;

    private FunctionWorker(Func<WorkerLife> start, Func<ChildProcess, CancellationToken, Task>? beforeRestart, ILogger<FunctionWorker> log)
    {
        (this.start, this.beforeRestart, this.log) = (start, beforeRestart, log);
        supervision = SuperviseAsync(stopping.Token);
    }

    /// <summary>How often it has been started so far.</summary>
    public int Starts { get; private set; }

    /// <summary>The process that runs now.</summary>
    public ChildProcess? Process
    {
        get
        {
            lock (gate)
                return current?.Process;
        }
    }

    /// <summary>Starts the process and keeps one running until disposed; <see cref="ReadyAsync"/> tells when it can be called.</summary>
    /// <param name="app">What it runs.</param>
    /// <param name="listener">Where it connects.</param>
    /// <param name="children">Own its processes.</param>
    /// <param name="logFile">Its output and its log go there.</param>
    /// <param name="beforeRestart">Is given each process that has ended and holds up the next one.</param>
    /// <param name="log">Of the host.</param>
    public static FunctionWorker Start(
        WorkerApp app, WorkerListener listener, ChildProcesses children, string? logFile,
        Func<ChildProcess, CancellationToken, Task>? beforeRestart, ILogger<FunctionWorker> log) =>
        new(() => WorkerLife.Start(app, listener, children, logFile), beforeRestart, log);

    /// <summary>Completes when the worker can be called; at once if it can be now.</summary>
    /// <exception cref="ServerStartException">It could not be started even once.</exception>
    public Task<WorkerLife> ReadyAsync(CancellationToken cancellation)
    {
        lock (gate)
            return ready.Task.WaitAsync(cancellation);
    }

    /// <summary>Ends the process that runs now, at once; another one is started.</summary>
    public void Kill()
    {
        lock (gate)
        {
            current?.Kill();
            ForgetReadiness();
        }
    }

    /// <summary>Ends this life at once, as the host does when a function takes too long: no later call goes to it, and no later life ends for it.</summary>
    public void Kill(WorkerLife life)
    {
        lock (gate)
        {
            if (current == life)
                Kill();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await supervision;
        stopping.Dispose();
    }

    private static TaskCompletionSource<WorkerLife> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>From here on callers wait for the next life of the process. Under the gate.</summary>
    private void ForgetReadiness()
    {
        if (ready.Task.IsCompletedSuccessfully)
            ready = NewSignal();
    }

    private async Task SuperviseAsync(CancellationToken cancellation)
    {
        var wasReady = false;
        try
        {
            for (var failures = 0; ;)
            {
                var life = Begin();
                await using (life)
                {
                    if (await IsReadyAsync(life, cancellation))
                    {
                        (wasReady, failures) = (true, 0);
                        await life.Gone.WaitAsync(cancellation);
                        lock (gate)
                            ForgetReadiness();
                        Log.Ended(log, await life.Ended.WaitAsync(cancellation));
                    }
                    else if (++failures == MaxFirstStarts && !wasReady)
                    {
                        life.Kill();
                        await life.Ended;
                        throw new ServerStartException($"The worker does not start:{Lines(life.Process)}");
                    }
                    End();
                }
                if (failures > 0)
                    Log.NeverReady(log, failures);
                await (beforeRestart?.Invoke(life.Process, cancellation) ?? Task.CompletedTask);
                await Task.Delay(Pause(failures), cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Settle(signal => signal.TrySetCanceled(cancellation));
        }
        catch (ServerStartException e)
        {
            Settle(signal => signal.TrySetException(e));
        }
    }

    private WorkerLife Begin()
    {
        lock (gate)
        {
            Starts++;
            return current = start();
        }
    }

    private void End()
    {
        lock (gate)
        {
            current = null;
            ForgetReadiness();
        }
    }

    /// <summary>Callers that wait for a life, or will, are told that there is none.</summary>
    private void Settle(Action<TaskCompletionSource<WorkerLife>> settle)
    {
        End();
        settle(ready);
        _ = ready.Task.Exception;
    }

    private async Task<bool> IsReadyAsync(WorkerLife life, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        if (!await life.BecomesReadyAsync(StartTimeout, cancellation))
            return false;
        Log.Ready(log, life.Process.Id, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        lock (gate)
            ready.SetResult(life);
        return true;
    }

    private static string Lines(ChildProcess process) => string.Concat(process.LastLines.Select(line => Environment.NewLine + line));

    private static TimeSpan Pause(int failures) =>
        failures == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, ShortestPause.Ticks << Math.Min(failures - 1, 10)));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Worker {ProcessId} ready after {Milliseconds:0} ms.")]
        public static partial void Ready(ILogger logger, int processId, double milliseconds);

        [LoggerMessage(LogLevel.Warning, "The worker ended with exit code {ExitCode} and is started again.")]
        public static partial void Ended(ILogger logger, int exitCode);

        [LoggerMessage(LogLevel.Warning, "The worker was started {Failures} times in a row without becoming ready.")]
        public static partial void NeverReady(ILogger logger, int failures);
    }
}
