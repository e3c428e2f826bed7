using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BuyOrder.Local;
using BuyOrder.Local.Hosting;
using BuyOrder.Local.Servers;
using BuyOrder.Local.ServiceBus;
using BuyOrder.Local.ServiceBus.Queues;
using BuyOrder.Local.Worker;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace BuyOrder.Benchmarks.Cost;

/// <summary>
/// The built app under the local host, on Azurite, anvil and the local Service Bus, with a counter before each of them. Timers fire when
/// they are told to, so that nothing is counted which was not asked for.
/// </summary>
internal sealed class CountedSystem : IAsyncDisposable
{
    private readonly DeployedChain chain;
    private readonly CountingProxy storage;
    private readonly CountingProxy node;
    private readonly LocalHost host;
    private decimal executions;
    private decimal seconds;

    private CountedSystem(DeployedChain chain, CountingProxy storage, CountingProxy node, Broker bus, LocalHost host)
    {
        (this.chain, this.storage, this.node, Bus, this.host) = (chain, storage, node, bus, host);
        Client = new HttpClient { BaseAddress = host.BaseAddress };
    }

    public Broker Bus { get; }

    public HttpClient Client { get; }

    public HostCalls Calls => new(host);

    public AnvilControl Chain => new(chain.Node);

    public Uri Node => chain.Anvil.RpcUrl;

    public static async Task<CountedSystem> StartAsync(TestServers servers, CancellationToken cancellation)
    {
        var chain = await servers.Chains.TakeAsync(mines: true);
        var azurite = await servers.AzuriteAsync();
        var storage = await CountingProxy.StartAsync(new Uri($"http://127.0.0.1:{azurite.Port}"), Requests.ToStorage, cancellation);
        var node = await CountingProxy.StartAsync(chain.Anvil.RpcUrl, Requests.ToNode, cancellation);
        var bus = await Broker.StartAsync(preferredPort: 0, [QueueOptions.Revenue(), QueueOptions.Notifications()], TimeProvider.System);
        var settings = RunSettings.For(chain.Market, node.Address.AbsoluteUri, $"{storage.Address}{Azurite.AccountName}")
            .With(RunSettings.Notifications(bus))
            .With(new("BuyOrder__InitialParameters__Schedule", "0 0 2 * * *"));
        var host = await LocalHost.StartAsync(
            FunctionApp.Read(BuiltApp.Folder, settings), new LocalHostOptions { Bus = bus, TimersFire = false }, servers.Children, NullLoggerFactory.Instance, cancellation);
        return new CountedSystem(chain, storage, node, bus, host);
    }

    /// <summary>What an act used, and how often and how long functions ran in it.</summary>
    public async Task<Usage> CountAsync(Func<Task> act)
    {
        var before = Used;
        (executions, seconds) = (0, 0);
        await act();
        return Used - before + (Usage.None with { Executions = executions, Seconds = seconds });
    }

    public Task FireAsync(string function) => RunAsync(() => Calls.FireAsync(function));

    public Task DeliverAsync(IEnumerable<byte[]> batch) => RunAsync(() => Calls.DeliverAsync(batch));

    /// <summary>One call over HTTP; its answer's body.</summary>
    public async Task<JsonObject> CallAsync(HttpMethod method, string path, string? key = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        var began = Stopwatch.GetTimestamp();
        using var answer = await Client.SendAsync(request, TestRunCancellation);
        var body = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonObject>(TestRunCancellation);
        Ran(began);
        return body!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await host.DisposeAsync();
        await Bus.DisposeAsync();
        await node.DisposeAsync();
        await storage.DisposeAsync();
        await chain.DisposeAsync();
    }

    private static CancellationToken TestRunCancellation => Testing.TestRun.Cancellation;

    /// <summary>A notification that waits was sent; what is sent to the revenue queue its sender has to add.</summary>
    private Usage Used
    {
        get
        {
            var (revenue, told) = (Bus[QueueOptions.RevenueName].Figures, Bus[QueueOptions.NotificationsName].Figures);
            return storage.Counted + node.Counted + (Usage.None with { BusOperations = revenue.Deliveries + revenue.Completed + told.Active });
        }
    }

    private async Task RunAsync(Func<Task<InvocationResult>> call)
    {
        var began = Stopwatch.GetTimestamp();
        if (await call() != InvocationResult.Success)
            throw new InvalidOperationException("A function failed: what it used is not what it uses.");
        Ran(began);
    }

    private void Ran(long began)
    {
        executions++;
        seconds += (decimal)Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
