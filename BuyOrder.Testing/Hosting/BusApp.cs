using System.Globalization;
using System.Text.Json.Nodes;
using BuyOrder.Local.Hosting;
using BuyOrder.Local.Servers;
using BuyOrder.Local.ServiceBus;
using BuyOrder.Local.ServiceBus.Queues;
using BuyOrder.Testing.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace BuyOrder.Testing.Hosting;

/// <summary>The built app under the local host, called from a bus of the caller's, on tables of its own. The chain is down.</summary>
internal sealed class BusApp : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly LocalHost host;
    private readonly HttpClient client;

    private BusApp(LocalHost host)
    {
        this.host = host;
        client = new HttpClient { BaseAddress = host.BaseAddress };
    }

    private static CancellationToken Cancellation => TestRun.Cancellation;

    public static async Task<BusApp> StartAsync(TestServers servers, IMessageBus bus)
    {
        var settings = SampleSettings.Read().ToDictionary(each => each.Key, each => each.Value ?? "");
        settings["BuyOrder__Storage__ConnectionString"] = (await servers.AzuriteAsync()).ConnectionString;
        settings["BuyOrder__Storage__TablePrefix"] = TestServers.NewTablePrefix();
        settings["BuyOrder__RpcUrls"] = $"http://127.0.0.1:{FreePort.Any()}";
        var app = FunctionApp.Read(BuiltApp.Folder, new AppSettings(settings));
        var options = new LocalHostOptions { Bus = bus, TimersFire = false };
        var host = await LocalHost.StartAsync(app, options, servers.Children, NullLoggerFactory.Instance, Cancellation);
        return new BusApp(host);
    }

    /// <summary>Ends the app's process at once; the host starts the next.</summary>
    public void KillWorker() => host.Worker.Kill();

    /// <summary>Waits until the queue has nothing more for the app.</summary>
    public static async Task HandledAsync(IMessageQueue queue)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        while (queue.Figures.Active > 0)
            await Task.Delay(Poll, limit.Token);
    }

    /// <summary>What the ledger has: its total, and in how many entries.</summary>
    public async Task<(decimal Total, long Entries)> LedgerAsync()
    {
        var metrics = JsonNode.Parse(await client.GetStringAsync(new Uri("api/metrics", UriKind.Relative), Cancellation))!;
        return (decimal.Parse(metrics["totalRevenue"]!.GetValue<string>(), CultureInfo.InvariantCulture), metrics["entries"]!.GetValue<long>());
    }

    public async Task<bool> HasEntryAsync(string id)
    {
        using var answer = await client.GetAsync(new Uri($"api/revenue/entry?id={id}", UriKind.Relative), Cancellation);
        return answer.IsSuccessStatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await host.DisposeAsync();
    }
}
