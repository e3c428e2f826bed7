using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Store;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>What becomes of a swap that lies in the nodes' pools while fees, prices and time go on: always another one at its own nonce.</summary>
public sealed class OrderReplacementTests(TestServers servers)
{
    private const long Gwei = 1_000_000_000;

    [Fact]
    public async Task Swap_that_is_not_mined_is_replaced_at_the_same_nonce_with_higher_fees()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var (process, first) = await SendSwapAsync(bench);

        await bench.SkipTimeAsync(new EngineLimits().BumpInterval);
        await bench.Chain.RaiseBaseFeeAsync(240 * Gwei, TooManyBlocks);
        await process.AdvanceAsync();
        var ended = await bench.SettleAsync("m-1");

        var bumped = ended.Attempts[^1];
        Assert.Equal((first.Nonce, AttemptKind.Swap, 3), (bumped.Nonce, bumped.Kind, ended.Attempts.Count));
        Assert.True(bumped.MaxFeePerGasWei * 8 >= first.MaxFeePerGasWei * 9);
        Assert.True(bumped.MaxPriorityFeePerGasWei * 8 >= first.MaxPriorityFeePerGasWei * 9);
        await BoughtOnceByAsync(bench, ended, bumped);
    }

    [Fact]
    public async Task Swap_that_was_estimated_in_the_second_of_the_pools_last_trade_has_gas_enough_for_a_later_one()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        await bench.Chain.HoldTimeAsync();
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.Chain.MineAsync();
        await process.AdvanceAsync();
        var swap = (await process.FindAsync("m-1")).Attempts[^1];

        await bench.Chain.ReleaseTimeAsync();
        await bench.SkipTimeAsync(TimeSpan.FromMinutes(1));
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal(0, ended.Order.Retry);
        await BoughtOnceByAsync(bench, ended, swap);
    }

    [Fact]
    public async Task Swap_whose_replacement_would_pass_the_cap_is_held_and_mined_when_fees_fall()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var (process, first) = await SendSwapAsync(bench);

        await bench.SkipTimeAsync(new EngineLimits().BumpInterval);
        await bench.Chain.RaiseBaseFeeAsync(600 * Gwei, TooManyBlocks);
        await process.AdvanceAsync();
        var held = await process.FindAsync("m-1");
        await bench.Chain.RaiseBaseFeeAsync(50 * Gwei);
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal(ReasonCode.FeeTooHigh, held.Order.Hold!.Reason);
        Assert.Equal(first.Number, held.Attempts.Count);
        await BoughtOnceByAsync(bench, ended, ended.Attempts[^1]);
        Assert.All(ended.Attempts.Skip(1), attempt => Assert.Equal(first.Nonce, attempt.Nonce));
    }

    [Fact]
    public async Task Swap_that_the_price_has_left_behind_is_replaced_by_one_with_a_lower_minimum()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var (process, first) = await SendSwapAsync(bench);

        await bench.SkipTimeAsync(new EngineLimits().BumpInterval);
        await bench.Chain.RaiseBaseFeeAsync(240 * Gwei, TooManyBlocks);
        await bench.Chain.SetPoolTokensAsync(perMille: 986);
        await process.AdvanceAsync();
        var ended = await bench.SettleAsync("m-1");

        var requoted = ended.Attempts[^1];
        Assert.Equal((first.Nonce, AttemptKind.Swap, 0), (requoted.Nonce, requoted.Kind, ended.Order.Retry));
        Assert.True(requoted.MinimumOut < first.MinimumOut);
        Assert.True(ended.Order.Purchase!.TokensAcquired < first.MinimumOut);
        await BoughtOnceByAsync(bench, ended, requoted);
    }

    [Fact]
    public async Task Swap_past_its_deadline_is_replaced_by_one_with_a_later_deadline()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var (process, first) = await SendSwapAsync(bench);

        await bench.SkipTimeAsync(TimeSpan.FromHours(1));
        await bench.Chain.RaiseBaseFeeAsync(240 * Gwei);
        await process.AdvanceAsync();
        var ended = await bench.SettleAsync("m-1");

        var requoted = ended.Attempts[^1];
        Assert.Equal((first.Nonce, AttemptKind.Swap, 0), (requoted.Nonce, requoted.Kind, ended.Order.Retry));
        Assert.True(requoted.Deadline > first.Deadline + TimeSpan.FromMinutes(50));
        await BoughtOnceByAsync(bench, ended, requoted);
    }

    [Fact]
    public async Task Swap_past_its_deadline_is_cancelled_when_the_guards_refuse_another_and_the_order_starts_over()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var (process, first) = await SendSwapAsync(bench);

        await bench.SkipTimeAsync(TimeSpan.FromHours(1));
        await bench.Chain.RaiseBaseFeeAsync(240 * Gwei);
        await bench.Chain.SetPoolTokensAsync(perMille: 900);
        await process.AdvanceAsync();
        var cancel = (await process.FindAsync("m-1")).Attempts[^1];
        await bench.Chain.MineAsync(5);
        await process.AdvanceAsync();
        var refused = await process.FindAsync("m-1");
        await bench.Chain.SetPoolTokensAsync(perMille: 1000);
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal((AttemptKind.Cancel, first.Nonce), (cancel.Kind, cancel.Nonce));
        Assert.Equal((1, ReasonCode.Cancelled, ReasonCode.PriceRejected), (refused.Order.Retry, refused.Order.Reason!.Value, refused.Order.Hold!.Reason));
        Assert.Equal(
            [AttemptState.Succeeded, AttemptState.Superseded, AttemptState.Succeeded, AttemptState.Succeeded],
            ended.Attempts.Select(attempt => attempt.State));
        await BoughtOnceByAsync(bench, ended, ended.Attempts[^1]);
        Assert.Equal(first.Nonce + 1, ended.Attempts[^1].Nonce);
    }

    [Fact]
    public async Task Swap_that_expired_between_storing_and_sending_is_never_sent()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        await bench.Start().RunAsync("m-1");
        await bench.Chain.MineAsync();
        var stored = await StoreSwapAndDieAsync(bench);

        await bench.SkipTimeAsync(TimeSpan.FromHours(1));
        await bench.Chain.MineAsync();
        await bench.Start().AdvanceAsync();
        await bench.Chain.MineAsync(5);
        var known = await bench.Chain.IsKnownAsync(stored.TransactionHash);
        var ended = await bench.SettleAsync("m-1");

        Assert.False(known);
        Assert.Equal((AttemptState.Stored, AttemptKind.Swap), (stored.State, stored.Kind));
        Assert.Equal(stored.Nonce, ended.Attempts[^1].Nonce);
        await BoughtOnceByAsync(bench, ended, ended.Attempts[^1]);
    }

    private static int TooManyBlocks => (int)new EngineLimits().BumpAfterBlocks + 1;

    /// <summary>A swap in the pool that offers some 200 gwei.</summary>
    private static async Task<(EngineProcess Process, Attempt Swap)> SendSwapAsync(EngineBench bench)
    {
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.Chain.MineAsync();
        await bench.Chain.RaiseBaseFeeAsync(100 * Gwei);
        await process.AdvanceAsync();
        var swap = (await process.FindAsync("m-1")).Attempts[^1];
        Assert.Equal((AttemptKind.Swap, AttemptState.Sent), (swap.Kind, swap.State));
        return (process, swap);
    }

    /// <summary>A process that prepares the swap dies at the first effect after it is stored.</summary>
    private static async Task<Attempt> StoreSwapAndDieAsync(EngineBench bench)
    {
        for (var at = 1; ; at++)
        {
            var process = bench.Start(new CrashPlan(at, after: false));
            await Assert.ThrowsAsync<CrashException>(process.AdvanceAsync);
            if (await bench.Start().FindAsync("m-1") is { Attempts: [.., { Kind: AttemptKind.Swap } swap] })
                return swap;
        }
    }

    private static async Task BoughtOnceByAsync(EngineBench bench, OrderRecord ended, Attempt attempt)
    {
        Assert.Equal(JobStatus.Completed, ended.Order.Status);
        Assert.Equal(attempt.TransactionHash, ended.Order.Purchase!.TransactionHash);
        Assert.Equal(attempt.TransactionHash, Assert.Single(await bench.Chain.PurchasesAsync()).TransactionHash);
        Assert.All(
            ended.Attempts.Where(other => other.Nonce == attempt.Nonce && other.Number != attempt.Number),
            other => Assert.Equal(AttemptState.Superseded, other.State));
    }
}
