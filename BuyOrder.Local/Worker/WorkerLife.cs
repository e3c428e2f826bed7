using BuyOrder.Local.Servers;
using BuyOrder.Local.Worker.Messages;
using Google.Protobuf.WellKnownTypes;

namespace BuyOrder.Local.Worker;

/// <summary>One life of the worker: a process, its connection, and the functions that it has told of.</summary>
internal sealed class WorkerLife : IAsyncDisposable
{
    /// <summary>What the Functions host leaves a worker after it was told to end.</summary>
    private static readonly TimeSpan TerminationGrace = TimeSpan.FromSeconds(5);

    private const string HttpUriCapability = "HttpUri";

    private readonly WorkerApp app;
    private readonly WorkerConnection connection;
    private Dictionary<string, FunctionMetadata> functions = [];
    private bool isReady;

    private WorkerLife(WorkerApp app, ChildProcess process, WorkerConnection connection) =>
        (this.app, Process, this.connection) = (app, process, connection);

    public ChildProcess Process { get; }

    public IReadOnlyCollection<FunctionMetadata> Functions => functions.Values;

    /// <summary>Where the worker's own server takes HTTP requests.</summary>
    /// <exception cref="WorkerException">It has none.</exception>
    public Uri HttpAddress
    {
        get => field ?? throw new WorkerException("The worker has no server for HTTP requests.");
        private set;
    }

    /// <summary>Completes when it can't be called any more, though its process may take a moment to end.</summary>
    public Task Gone => Task.WhenAny(Process.Exited, connection.Closed);

    /// <summary>Completes when the process has ended; nothing waits for its answers any more.</summary>
    public Task<int> Ended { get; private set; } = Task.FromResult(0);

    public static WorkerLife Start(WorkerApp app, WorkerListener listener, ChildProcesses children, string? logFile)
    {
        ChildProcess? process = null;
        var connection = new WorkerConnection(log => process?.Add(WorkerLog.Line(log)));
        listener.Expect(connection);
        process = children.Start(WorkerCommand.Create(app, listener.Address, connection.WorkerId, logFile));
        var life = new WorkerLife(app, process, connection);
        life.Ended = life.WatchAsync();
        return life;
    }

    /// <summary>Asks the worker for its functions and has it load them; false if it ends, or does not do so in time.</summary>
    public async Task<bool> BecomesReadyAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            await Task.WhenAny(connection.Opened, connection.Closed).WaitAsync(limit.Token);
            if (!connection.Opened.IsCompleted)
                return false;
            await InitialiseAsync(limit.Token);
            return isReady = true;
        }
        catch (WorkerException e)
        {
            Process.Add(e.Message);
            return false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Always gives a result: a worker that dies with it has failed.</summary>
    public Task<InvocationResult> InvokeAsync(string function, Invocation invocation, CancellationToken cancellation)
    {
        var metadata = functions[function];
        var request = new InvocationRequest
        {
            InvocationId = invocation.Id,
            FunctionId = metadata.FunctionId,
            TraceContext = new TraceContext(),
            RetryContext = new RetryContext(),
        };
        var binding = metadata.Bindings.First(each => each.Value.Type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase)).Key;
        request.InputData.Add(new ParameterBinding { Name = binding, Data = invocation.Input });
        foreach (var (name, value) in invocation.Metadata)
            request.TriggerMetadata[name] = value;
        return connection.InvokeAsync(request, cancellation);
    }

    /// <summary>Ends the process at once; what it was doing has failed.</summary>
    public void Kill() => Process.Kill();

    /// <summary>Tells a worker that was ready to end, and ends it if it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isReady && !Process.HasExited)
        {
            connection.Send(new StreamingMessage
            {
                WorkerTerminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(TerminationGrace) },
            });
            await Task.WhenAny(Process.Exited, Task.Delay(TerminationGrace));
        }
        connection.Close();
        await Process.DisposeAsync();
    }

    private async Task<int> WatchAsync()
    {
        await Gone;

        // A worker that ends closes its connection first; one that lives on does not listen any more.
        await Task.WhenAny(Process.Exited, Task.Delay(TerminationGrace));
        if (!Process.HasExited)
            Process.Kill();
        var exitCode = await Process.Exited;
        connection.Close();
        return exitCode;
    }

    private async Task InitialiseAsync(CancellationToken cancellation)
    {
        var init = new WorkerInitRequest { HostVersion = HostVersion.Text, WorkerDirectory = app.Folder, FunctionAppDirectory = app.Folder };
        var initialised = await connection.AskAsync(new StreamingMessage { WorkerInitRequest = init }, cancellation);
        Check(initialised.WorkerInitResponse?.Result, "start");
        if (initialised.WorkerInitResponse!.Capabilities.TryGetValue(HttpUriCapability, out var address))
            HttpAddress = new Uri(address);

        var question = new FunctionsMetadataRequest { FunctionAppDirectory = app.Folder };
        var told = await connection.AskAsync(new StreamingMessage { FunctionsMetadataRequest = question }, cancellation);
        Check(told.FunctionMetadataResponse?.Result, "tell its functions");
        var loaded = await Task.WhenAll(told.FunctionMetadataResponse!.FunctionMetadataResults.Select(function => LoadAsync(function, cancellation)));
        functions = loaded.OfType<FunctionMetadata>().ToDictionary(each => each.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <returns>Null: it can't be loaded. That is its own affair: the others run.</returns>
    private async Task<FunctionMetadata?> LoadAsync(FunctionMetadata function, CancellationToken cancellation)
    {
        function.Directory = app.Folder;
        var request = new FunctionLoadRequest { FunctionId = function.FunctionId, Metadata = function };
        var loaded = await connection.AskAsync(new StreamingMessage { FunctionLoadRequest = request }, cancellation);
        if (loaded.FunctionLoadResponse?.Result is { Status: StatusResult.Types.Status.Success })
            return function;
        Process.Add($"Function {function.Name} is in error: {loaded.FunctionLoadResponse?.Result?.Exception?.Message}");
        return null;
    }

    private static void Check(StatusResult? result, string what)
    {
        if (result?.Status != StatusResult.Types.Status.Success)
            throw new WorkerException($"The worker could not {what}: {result?.Exception?.Message ?? result?.Result ?? "it answered something else"}");
    }
}
