using System.Numerics;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Chain;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders.Wallets;

/// <summary>The process dies before and after every outside effect of a wallet task; another one goes on. The money moves exactly once each time.</summary>
public sealed class WalletTaskCrashTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Death_at_any_effect_moves_the_money_exactly_once()
    {
        await using var bench = await EngineBench.StartAsync(servers, TaskBench.Revenue);
        var effects = await LiveAndDieAsync(bench, "0", CrashPlan.None);
        Assert.InRange(effects, 8, 60);

        for (var at = 1; at <= effects; at++)
        {
            foreach (var after in new[] { false, true })
            {
                var key = $"{at}-{(after ? "after" : "before")}";

                await LiveAndDieAsync(bench, key, new CrashPlan(at, after));
                var process = bench.Start();
                if (await process.TaskBook.FindAsync($"w-{key}", Cancellation) is null)
                    await process.SweepAsync(key, new Zar(1_00));
                var ended = await bench.SettleTaskAsync($"w-{key}", process);

                Assert.True(ended.Task.Status == JobStatus.Completed, $"{key} ended {ended.Task.Status}: {ended.Task.Reason}");
            }
        }

        Assert.Equal((1 + (2 * effects)) * BigInteger.Pow(10, 18), await bench.StablecoinAsync(bench.Contracts.Treasury));
        await bench.AssertVerifiedAsync(bench.Start());
    }

    private static async Task<int> LiveAndDieAsync(EngineBench bench, string key, CrashPlan plan)
    {
        var process = bench.Start(plan);
        try
        {
            await process.SweepAsync(key, new Zar(1_00));
            for (var tick = 0; tick < 12 && (await process.TaskAsync($"w-{key}")).Task.Status == JobStatus.Pending; tick++)
            {
                await bench.Chain.MineAsync(2);
                await process.AdvanceAsync();
            }
        }
        catch (Exception death) when (death is CrashException or ChainUnavailableException)
        {
            // Of a request in which the node was the last thing that it talked to, the dead process says that the node did not answer.
            Assert.True(plan.IsDead);
        }

        return plan.Effects;
    }
}
