using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;
using BuyOrder.Benchmarks.App;
using BuyOrder.Benchmarks.Measuring;
using BuyOrder.Local.ServiceBus.Queues;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Benchmarks.Cost;

/// <summary>
/// Counts what messages, an order and idle time use of storage, bus, nodes and functions, on the running system, and prints it as
/// docs/cost/counts.json and as the tables of docs/cost.md.
/// </summary>
internal sealed class CostBenchmark : IBenchmark
{
    private const int Singles = 50;
    private const int Batches = 200;
    private const int BatchSize = 100;
    private const int MaxTicks = 60;
    private const string Settle = "SettleBuyOrders";
    private const string Verify = "VerifyLedgerDaily";
    private const string OrderKey = "cost";
    private const decimal WalletLooksOfADay = 96;
    private static readonly TimeSpan IdleStretch = TimeSpan.FromSeconds(190);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);

    public string Name => "cost";

    public string Summary => "what messages, an order and idle time use of storage, bus, nodes and functions (docs/cost.md); takes four minutes";

    public async Task<IReadOnlyList<Line>> RunAsync(TestServers servers, CancellationToken cancellation)
    {
        await using var system = await CountedSystem.StartAsync(servers, cancellation);
        var warm = SampleMessages.Create(Singles, 1, "warm");
        await system.DeliverAsync(warm);
        await system.FireAsync(Verify);
        var (firstEntries, firstVerification) = (await EntriesAsync(system), await system.CountAsync(() => system.FireAsync(Verify)));

        var singles = SampleMessages.Create(Singles, 1, "single");
        var ofBus = await OfBusAsync(system, cancellation);
        var message = await system.CountAsync(async () =>
        {
            foreach (var body in singles)
                await system.DeliverAsync([body]);
        });
        var batched = await system.CountAsync(async () =>
        {
            foreach (var batch in SampleMessages.Create(Batches * BatchSize, 1, "batched").Chunk(BatchSize))
                await system.DeliverAsync(batch);
        });
        await system.DeliverAsync([SampleRevenue.Sale("enough", 1_000_000)]);
        var firstTick = await system.CountAsync(() => system.FireAsync(Settle));
        var order = await OrderAsync(system);
        var gas = await GasAsync(system, cancellation);
        var slotLook = await SlotLookAsync(system);
        var (tick, looks) = await IdleAsync(system, firstTick, cancellation);
        var (entries, verification) = (await EntriesAsync(system), await system.CountAsync(() => system.FireAsync(Verify)));
        var verifiedEntry = ((verification - firstVerification) with { RpcCalls = 0, Executions = 0 }) * (1 / (entries - firstEntries));

        var counts = new CostCounts(
            Round(message * (1m / Singles) + ofBus), Round(batched * (1m / (Batches * BatchSize)) + ofBus), Round(order), Round(tick), Round(slotLook),
            Round(looks), Round(firstVerification with { RpcCalls = verification.RpcCalls }), Round(verifiedEntry), gas);
        Console.WriteLine(counts.ToJson());
        CostTable.Print(counts, Prices.Read());
        return [];
    }

    private static async Task<decimal> EntriesAsync(CountedSystem system) =>
        (await system.CallAsync(HttpMethod.Get, "/api/metrics"))["entries"]!.GetValue<decimal>();

    /// <summary>Operations of the bus for a message that a real sender sends: sent, delivered, completed.</summary>
    private static async Task<Usage> OfBusAsync(CountedSystem system, CancellationToken cancellation)
    {
        await using var client = new ServiceBusClient(system.Bus.ConnectionString);
        await using var sender = client.CreateSender(QueueOptions.RevenueName);
        var used = await system.CountAsync(async () =>
        {
            foreach (var body in SampleMessages.Create(Singles, 1, "bus"))
            {
                await sender.SendMessageAsync(new ServiceBusMessage(body), cancellation);
                await BusApp.HandledAsync(system.Bus[QueueOptions.RevenueName]);
            }
        });
        return Usage.None with { BusOperations = 1 + (used.BusOperations / Singles) };
    }

    /// <summary>The run and each tick; looking whether it has ended is not counted.</summary>
    private static async Task<Usage> OrderAsync(CountedSystem system)
    {
        var used = await system.CountAsync(() => system.CallAsync(HttpMethod.Post, "/api/buy-orders", OrderKey));
        for (var ticks = 0; (await OrderOfAsync(system))["status"]!.GetValue<string>() != "completed"; ticks++)
        {
            if (ticks == MaxTicks)
                throw new InvalidOperationException($"The order does not end: {await OrderOfAsync(system)}");
            await system.Chain.MineAsync();
            used += await system.CountAsync(() => system.FireAsync(Settle));
        }
        return used;
    }

    private static async Task<JsonObject> OrderOfAsync(CountedSystem system) =>
        (await system.Client.GetFromJsonAsync<JsonObject>(new Uri($"/api/buy-orders/m-{OrderKey}", UriKind.Relative)))!;

    private static async Task<decimal> GasAsync(CountedSystem system, CancellationToken cancellation)
    {
        using var node = new HttpClient();
        var (gas, attempts) = (0m, (await OrderOfAsync(system))["attempts"]!.AsArray());
        foreach (var attempt in attempts)
        {
            using var answer = await node.PostAsJsonAsync(
                system.Node, new { jsonrpc = "2.0", id = 1, method = "eth_getTransactionReceipt", @params = new[] { attempt!["transactionHash"]!.GetValue<string>() } }, cancellation);
            var receipt = await answer.Content.ReadFromJsonAsync<JsonObject>(cancellation);
            gas += long.Parse(receipt!["result"]!["gasUsed"]!.GetValue<string>().AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }
        return gas;
    }

    private static async Task<Usage> SlotLookAsync(CountedSystem system)
    {
        await system.FireAsync("ScheduledBuyOrder");
        return await system.CountAsync(() => system.FireAsync("ScheduledBuyOrder"));
    }

    /// <summary>
    /// An idle stretch after a completed order, which is still watched. The tick that uses least has nothing to do; what others use beyond it
    /// they do at intervals of their own, and the look at the wallet, which comes every quarter of an hour, was in the first tick of all.
    /// </summary>
    private static async Task<(Usage Tick, Usage LooksOfADay)> IdleAsync(CountedSystem system, Usage firstTick, CancellationToken cancellation)
    {
        var ticks = new List<Usage>();
        using var timer = new PeriodicTimer(Tick);
        for (var passed = TimeSpan.Zero; passed < IdleStretch; passed += Tick)
        {
            ticks.Add(await system.CountAsync(() => system.FireAsync(Settle)));
            await timer.WaitForNextTickAsync(cancellation);
        }
        var least = ticks.MinBy(tick => (tick.StorageTransactions + tick.RpcCalls, tick.Seconds))!;
        var quiet = least with { Seconds = ticks.Select(tick => tick.Seconds).Order().ElementAt(ticks.Count / 2) };
        var beyond = ticks.Aggregate(Usage.None, (all, tick) => all + (tick - quiet)) * (Month.SecondsOfADay / (decimal)IdleStretch.TotalSeconds);
        var looks = beyond + ((firstTick - quiet) * WalletLooksOfADay);
        return (quiet, looks with { Executions = 0 });
    }

    private static Usage Round(Usage used) => new(
        Round(used.PointReads), Round(used.Queries), Round(used.Writes), Round(used.Batches), Round(used.RpcCalls), Round(used.BusOperations), Round(used.Executions), Round(used.Seconds));

    private static decimal Round(decimal value) => decimal.Round(value, value > 1_000 ? 0 : 6);
}
