using System.Diagnostics;
using System.Globalization;
using BuyOrder.Local.Servers;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local.Hosting;

/// <summary>
/// The handler process: started as the Functions host starts it, watched, and started again on the same port whenever it ends.
/// </summary>
/// <remarks>
/// The real host gives up after three crashes and never restarts after exit code 0; this one goes on without limit, because here handlers
/// are killed on purpose. Only a handler that was never once ready is given up: that is a wrong setting or a broken build.
/// </remarks>
internal sealed partial class Handler : IAsyncDisposable
{
    private const int MaxFirstStarts = 3;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private readonly ChildProcesses children;
    private readonly ChildCommand command;
    private readonly TimeSpan initializationTimeout;
    private readonly ILogger<Handler> log;
    private readonly HttpMessageInvoker http = HandlerHttp.CreateClient();
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly Task supervision;
    private TaskCompletionSource ready = NewSignal();
    private ChildProcess? current;

    private Handler(FunctionApp app, ChildProcesses children, int port, string? logFile, ILogger<Handler> log)
    {
        this.children = children;
        this.log = log;
        initializationTimeout = app.Host.InitializationTimeout;
        BaseAddress = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/");
        command = new ChildCommand("The handler", app.Host.Executable, app.Host.Arguments)
        {
            WorkingDirectory = app.Host.WorkingDirectory,
            Environment = HandlerEnvironment.For(app, port),
            LogFile = logFile,
        };
        supervision = SuperviseAsync(stopping.Token);
    }

    public Uri BaseAddress { get; }

    /// <summary>How often it has been started so far.</summary>
    public int Starts { get; private set; }

    /// <summary>The process that runs now.</summary>
    public int? ProcessId
    {
        get
        {
            lock (gate)
                return current?.Id;
        }
    }

    /// <summary>
    /// Starts the process and keeps one running until disposed; <see cref="WaitUntilReadyAsync"/> tells when it can be called.
    /// </summary>
    public static Handler Start(FunctionApp app, ChildProcesses children, int port, string? logFile, ILogger<Handler> log) =>
        new(app, children, port, logFile, log);

    /// <summary>Completes when the handler answers; at once if it does so now.</summary>
    /// <exception cref="ServerStartException">It could not be started even once.</exception>
    public Task WaitUntilReadyAsync(CancellationToken cancellation)
    {
        lock (gate)
            return ready.Task.WaitAsync(cancellation);
    }

    /// <summary>Completes when one process has answered for that long; the time begins again with each that is started.</summary>
    /// <exception cref="ServerStartException">It could not be started even once.</exception>
    public async Task WaitUntilSteadyAsync(TimeSpan duration, CancellationToken cancellation)
    {
        for (; ; )
        {
            Task life;
            lock (gate)
                life = ready.Task;
            await life.WaitAsync(cancellation);
            await Task.Delay(duration, cancellation);
            lock (gate)
            {
                if (life == ready.Task)
                    return;
            }
        }
    }

    /// <summary>Ends the process at once, as the host does when a function takes too long; another one is started.</summary>
    public void Kill()
    {
        lock (gate)
        {
            current?.Kill();
            ForgetReadiness();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await supervision;
        stopping.Dispose();
        http.Dispose();
    }

    /// <summary>From here on callers wait for the next life of the process. Under the gate.</summary>
    private void ForgetReadiness()
    {
        if (ready.Task.IsCompletedSuccessfully)
            ready = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task SuperviseAsync(CancellationToken cancellation)
    {
        var wasReady = false;
        try
        {
            for (var failures = 0; ;)
            {
                await using var run = new Run(this);
                if (await BecomesReadyAsync(run.Process, cancellation))
                {
                    (wasReady, failures) = (true, 0);
                    ready.SetResult();
                    Log.Ended(log, await run.Process.Exited.WaitAsync(cancellation));
                    continue;
                }
                if (++failures == MaxFirstStarts && !wasReady)
                    throw new ServerStartException($"The handler does not start:{Lines(run.Process)}");
                Log.NeverReady(log, failures);
                await Task.Delay(Pause(failures), cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            ready.TrySetCanceled(cancellation);
        }
        catch (ServerStartException e)
        {
            ready.SetException(e);
        }
    }

    /// <summary>Any answer at all counts, whatever its status; only a connection that fails means "not yet".</summary>
    private async Task<bool> BecomesReadyAsync(ChildProcess process, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        while (!process.HasExited && Stopwatch.GetElapsedTime(started) < initializationTimeout)
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                limit.CancelAfter(initializationTimeout - Stopwatch.GetElapsedTime(started));
                using var request = new HttpRequestMessage(HttpMethod.Get, BaseAddress);
                using var answer = await http.SendAsync(request, limit.Token);
                Log.Ready(log, process.Id, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                return true;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(PollInterval, cancellation);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                break;
            }
        }
        return false;
    }

    private static string Lines(ChildProcess process) => string.Concat(process.LastLines.Select(line => Environment.NewLine + line));

    private static TimeSpan Pause(int failures) =>
        TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, ShortestPause.Ticks << Math.Min(failures - 1, 10)));

    /// <summary>
    /// One life of the process. While it lasts the process can be killed from outside; at its end it no longer counts as ready.
    /// </summary>
    private sealed class Run : IAsyncDisposable
    {
        private readonly Handler handler;

        public Run(Handler handler)
        {
            this.handler = handler;
            lock (handler.gate)
            {
                Process = handler.current = handler.children.Start(handler.command);
                handler.Starts++;
            }
        }

        public ChildProcess Process { get; }

        public ValueTask DisposeAsync()
        {
            lock (handler.gate)
            {
                handler.current = null;
                handler.ForgetReadiness();
            }
            return Process.DisposeAsync();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Handler {ProcessId} ready after {Milliseconds:0} ms.")]
        public static partial void Ready(ILogger logger, int processId, double milliseconds);

        [LoggerMessage(LogLevel.Warning, "The handler ended with exit code {ExitCode} and is started again.")]
        public static partial void Ended(ILogger logger, int exitCode);

        [LoggerMessage(LogLevel.Warning, "The handler was started {Failures} times in a row without becoming ready.")]
        public static partial void NeverReady(ILogger logger, int failures);
    }
}
