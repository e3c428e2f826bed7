using System.Numerics;
using BuyOrder.Domain.Money;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Orders.Wallets;

/// <summary>A wallet that runs low is told days ahead, from what the record chain keeps.</summary>
public sealed class WalletForesightTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wallet_that_pays_for_the_next_order_and_not_for_a_week_is_told_with_the_days()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var process = bench.Start();
        Assert.Equal([], await LookAsync(bench, process));
        await process.RunAsync("m-1");
        var bought = await bench.SettleAsync("m-1");
        Assert.Equal([], await LookAsync(bench, process));

        // What three days of that order take stays.
        var wallet = await bench.StablecoinAsync(bench.Contracts.Wallet.Address);
        await process.SweepAsync("1", new Zar((long)((wallet - (3 * bought.Order.SpendUnits)) / BigInteger.Pow(10, 16))));
        await bench.SettleTaskAsync("w-1", process);
        var told = await LookAsync(bench, process);

        Assert.Equal(3, (await process.Report.ReadAsync(Cancellation)).Rate!.StablecoinDays(await bench.StablecoinAsync(bench.Contracts.Wallet.Address), 0, new(18, 18)));
        Assert.StartsWith($"At the {bought.Order.Spend} ZAR a day of late the wallet's stablecoin lasts 3 days; the slots of 7 days take ", Assert.Single(told!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rate_costs_one_query_however_long_the_history()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.SettleAsync("m-1");
        var counter = new CountingTables(bench.Tables);

        var rate = await new RunRates(counter).ReadAsync(bench.Clock.GetUtcNow(), Cancellation);

        Assert.Equal((1L, 1), (rate!.Orders, counter.Reads));
    }

    private static Task<IReadOnlyList<string>?> LookAsync(EngineBench bench, EngineProcess process)
    {
        bench.Clock.Advance(TimeSpan.FromMinutes(16));
        return LookNowAsync(process);
    }

    private static async Task<IReadOnlyList<string>?> LookNowAsync(EngineProcess process) =>
        await process.Wallet.LookAsync(await process.Book.ReadStateAsync(Cancellation), EngineBench.Parameters, Cancellation);

    private sealed class CountingTables(ITableStore inner) : InterceptedTables(inner)
    {
        public int Reads { get; private set; }

        protected override Task<TablePage> QueryAsync(ITable table, string name, TableQuery query, CancellationToken cancellation)
        {
            Reads++;
            return base.QueryAsync(table, name, query, cancellation);
        }

        protected override Task<TableRow?> ReadAsync(ITable table, string name, string partition, string key, CancellationToken cancellation)
        {
            Reads++;
            return base.ReadAsync(table, name, partition, key, cancellation);
        }
    }
}
