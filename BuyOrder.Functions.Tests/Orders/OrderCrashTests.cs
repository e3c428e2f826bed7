using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>The process dies before and after every outside effect of an order; another one goes on. Exactly one purchase each time.</summary>
public sealed class OrderCrashTests(TestServers servers)
{
    [Fact]
    public async Task Death_at_any_effect_leaves_exactly_one_purchase()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        await DieEverywhereAsync(bench);
    }

    [Fact]
    public async Task Death_at_any_effect_of_an_order_at_the_best_of_two_markets_leaves_exactly_one_purchase()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        await bench.AddV3Async(beside: true, 500, 1_000_000_000, 20_000_000);
        await DieEverywhereAsync(bench);

        Assert.Equal("uniswap-v3", (await bench.Start().FindAsync("m-0")).Order.Quote.Market);
    }

    private static async Task DieEverywhereAsync(EngineBench bench)
    {
        var effects = await LiveAndDieAsync(bench, "m-0", CrashPlan.None);
        Assert.InRange(effects, 8, 60);

        for (var at = 1; at <= effects; at++)
        {
            foreach (var after in new[] { false, true })
            {
                await bench.RecordRevenueAsync(new Zar(100_000_00));
                var id = $"m-{at}-{(after ? "after" : "before")}";

                await LiveAndDieAsync(bench, id, new CrashPlan(at, after));
                var process = bench.Start();
                if (await process.Book.FindAsync(id, TestContext.Current.CancellationToken) is null)
                    await process.RunAsync(id);
                var ended = await bench.SettleAsync(id);

                Assert.True(ended.Order.Status == JobStatus.Completed, $"{id} ended {ended.Order.Status}: {ended.Order.Reason}");
            }
        }

        await bench.AssertBooksAgreeAsync(completed: 1 + (2 * effects));
    }

    /// <summary>Runs one order in a process of its own until it ends or the process dies; gives back how many effects it had.</summary>
    private static async Task<int> LiveAndDieAsync(EngineBench bench, string id, CrashPlan plan)
    {
        var process = bench.Start(plan);
        try
        {
            await process.RunAsync(id);
            for (var tick = 0; tick < 12 && (await process.FindAsync(id)).Order.Status == JobStatus.Pending; tick++)
            {
                await bench.Chain.MineAsync(2);
                await process.AdvanceAsync();
            }
        }
        catch (CrashException)
        {
            Assert.True(plan.IsDead);
        }

        return plan.Effects;
    }
}
