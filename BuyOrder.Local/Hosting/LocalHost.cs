using BuyOrder.Local.Servers;
using BuyOrder.Local.ServiceBus;
using BuyOrder.Local.ServiceBus.Queues;
using BuyOrder.Local.Worker;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local.Hosting;

/// <summary>
/// Plays the Azure Functions host for one app with an isolated worker: its process, its routes, its timers, its queues, its admin API.
/// </summary>
internal sealed class LocalHost : IAsyncDisposable
{
    /// <summary>What is running when the host is told to stop gets this long, as with the Functions host.</summary>
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(10);

    private readonly FunctionApp app;
    private readonly LocalHostOptions options;
    private readonly ILoggerFactory logs;
    private readonly WebApplication web;
    private readonly WorkerListener listener;
    private readonly WorkerClient client = new();
    private readonly FunctionRoutes routes = new();
    private readonly TriggerInvoker invoker;
    private readonly CancellationTokenSource stopping = new();
    private IMessageBus? bus;
    private FunctionRunner? runner;
    private bool isDisposed;

    private LocalHost(int port, FunctionApp app, LocalHostOptions options, WorkerListener listener, ChildProcesses children, ILoggerFactory logs)
    {
        (this.app, this.options, this.listener, this.logs) = (app, options, listener, logs);
        BaseAddress = new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", port).Uri;
        Worker = FunctionWorker.Start(
            app.ForWorker(), listener, children, options.WorkerLogFile, options.BeforeRestart, logs.CreateLogger<FunctionWorker>());
        invoker = new TriggerInvoker(Worker, app.Host.FunctionTimeout, logs.CreateLogger<TriggerInvoker>());
        web = HostServer.Build(port, routes, logs);
        web.MapAdmin(app.Host, () => Runner, () => Queues.Values);
    }

    public Uri BaseAddress { get; }

    public FunctionWorker Worker { get; }

    public IReadOnlyList<FunctionDefinition> Functions => Runner.Functions;

    public IReadOnlyDictionary<string, IMessageQueue> Queues => bus?.Queues ?? throw NotOpen();

    /// <summary>Ends when disposed, or with a fault that this host can't go on after.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    private FunctionRunner Runner => runner ?? throw NotOpen();

    /// <summary>Listens, starts the worker, and returns when that has told its functions and can be called.</summary>
    /// <exception cref="ServerStartException">No port is free, or the worker can't be run.</exception>
    /// <exception cref="FunctionAppException">A function is none that this host can run.</exception>
    public static Task<LocalHost> StartAsync(
        FunctionApp app, LocalHostOptions options, ChildProcesses children, ILoggerFactory logs, CancellationToken cancellation) =>
        ServerPort.StartAsync(options.PreferredPort, port => StartOnAsync(port, app, options, children, logs, cancellation));

    /// <summary>Where a function is called, if it is called over HTTP.</summary>
    public string? PathOf(FunctionDefinition function) => function.Trigger is HttpTrigger trigger ? app.Host.RouteOf(trigger) : null;

    /// <summary>Invokes a function once the worker is ready.</summary>
    public Task<InvocationResult> InvokeAsync(string function, Invocation invocation, CancellationToken cancellation) =>
        invoker.InvokeAsync(function, () => invocation, cancellation);

    /// <summary>Takes nothing more, lets end what runs, then ends the worker.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        using var drained = new CancellationTokenSource(DrainTimeout);
        await stopping.CancelAsync();
        await web.StopAsync(drained.Token);
        await Task.WhenAny(Running, Task.Delay(Timeout.Infinite, drained.Token));
        await Worker.DisposeAsync();
        await Running.ContinueWith(_ => { }, TaskScheduler.Default);
        await web.DisposeAsync();
        await listener.DisposeAsync();
        if (options.Bus is null && bus is not null)
            await bus.DisposeAsync();
        client.Dispose();
        routes.Dispose();
        stopping.Dispose();
    }

    private static async Task<LocalHost> StartOnAsync(
        int port, FunctionApp app, LocalHostOptions options, ChildProcesses children, ILoggerFactory logs, CancellationToken cancellation)
    {
        var listener = await WorkerListener.StartAsync(logs, cancellation);
        var host = new LocalHost(port, app, options, listener, children, logs);
        try
        {
            await host.OpenAsync(cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private static InvalidOperationException NotOpen() => new("The worker has not told its functions yet.");

    private async Task OpenAsync(CancellationToken cancellation)
    {
        try
        {
            await web.StartAsync(cancellation);
        }
        catch (IOException e)
        {
            throw new ServerStartException(e.Message, e);
        }
        var life = await Worker.ReadyAsync(cancellation);
        var functions = FunctionDefinition.ReadAll(life.Functions, app.Settings);
        bus = options.Bus ?? await OwnBusAsync(functions);
        runner = new FunctionRunner(functions, app.Host, options, bus, invoker, logs);
        routes.Set(functions, app.Host, new HttpForwarder(client, Worker, app.Host, logs.CreateLogger<HttpForwarder>()));
        Running = runner.RunAsync(stopping.Token);
    }

    private async Task<IMessageBus> OwnBusAsync(IEnumerable<FunctionDefinition> functions) => await Broker.StartAsync(
        preferredPort: 0,
        [.. functions.Select(function => function.Trigger).OfType<QueueTrigger>().Select(trigger => trigger.Queue).Distinct().Select(QueueOptions.Revenue)],
        options.Time);
}
