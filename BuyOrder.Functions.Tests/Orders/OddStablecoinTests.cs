using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Tests.Orders.Signing;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>Orders that pay with a stablecoin that is not as the standard has it, on a real chain with real contracts.</summary>
public sealed class OddStablecoinTests(TestServers servers)
{
    private static readonly Address OldRouter = Permitted.Filled(0x77);

    [Fact]
    public async Task Leftover_allowance_of_a_stablecoin_that_wants_zero_first_is_reset_and_the_order_buys()
    {
        await using var bench = await StartAsync();
        var tokens = new OddTokens(bench.Chain);
        await tokens.SwitchAsync("setNeedsZeroFirst", true);
        await bench.Chain.ApproveAsync(5 * Price.One);

        var run = await bench.Start().RunAsync("m-1");
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal(ReasonCode.Ordered, run.Outcome);
        Assert.Equal([AttemptKind.Reset, AttemptKind.Approve, AttemptKind.Swap], ended.Attempts.Select(attempt => attempt.Kind));
        Assert.Equal([1L, 2L, 3L], ended.Attempts.Select(attempt => attempt.Nonce));
        Assert.Equal((JobStatus.Completed, 0), (ended.Order.Status, ended.Order.Retry));
        await bench.AssertBooksAgreeAsync(completed: 1);
    }

    [Fact]
    public async Task Stablecoin_whose_approve_returns_nothing_is_paid_with()
    {
        await using var bench = await StartAsync();
        await new OddTokens(bench.Chain).SwitchAsync("setSilent", true);

        await bench.Start().RunAsync("m-1");
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal([AttemptKind.Approve, AttemptKind.Swap], ended.Attempts.Select(attempt => attempt.Kind));
        Assert.Equal(JobStatus.Completed, ended.Order.Status);
    }

    [Fact]
    public async Task Allowance_of_a_market_of_an_earlier_time_is_reset_before_anything_is_approved()
    {
        await using var bench = await StartAsync();
        var tokens = new OddTokens(bench.Chain);
        await bench.EditStateAsync(state => state.Watch([OldRouter]));
        await tokens.AllowAsync(OldRouter, 100 * Price.One);

        await bench.Start().RunAsync("m-1");
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal([AttemptKind.Reset, AttemptKind.Approve, AttemptKind.Swap], ended.Attempts.Select(attempt => attempt.Kind));
        Assert.Equal(0, await tokens.AllowanceAsync(OldRouter));
        Assert.Equal(JobStatus.Completed, ended.Order.Status);
    }

    [Fact]
    public async Task Whom_an_order_lets_take_stablecoin_is_watched_from_its_reservation_on()
    {
        await using var bench = await StartAsync();
        var process = bench.Start();

        await process.RunAsync("m-1");

        var state = await process.Book.ReadStateAsync(TestContext.Current.CancellationToken);
        Assert.Equal([bench.Contracts.Router], state.Spenders);
    }

    [Fact]
    public async Task Reset_that_is_not_mined_is_replaced_by_a_reset_of_the_same_allowance()
    {
        await using var bench = await StartAsync();
        var tokens = new OddTokens(bench.Chain);
        await bench.EditStateAsync(state => state.Watch([OldRouter]));
        await tokens.AllowAsync(OldRouter, 100 * Price.One);
        var process = bench.Start();
        await process.RunAsync("m-1");

        await bench.SkipTimeAsync(new EngineLimits().BumpInterval);
        await bench.Chain.RaiseBaseFeeAsync(100_000_000_000, blocks: 25);
        await process.AdvanceAsync();
        var bumped = await process.FindAsync("m-1");
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal([AttemptKind.Reset, AttemptKind.Reset], bumped.Attempts.Select(attempt => attempt.Kind));
        Assert.Single(bumped.Attempts.Select(attempt => attempt.Nonce).Distinct());
        Assert.Equal(JobStatus.Completed, ended.Order.Status);
        Assert.Equal(0, await tokens.AllowanceAsync(OldRouter));
    }

    [Fact]
    public async Task Approve_without_effect_is_refused_before_an_order_is_reserved()
    {
        await using var bench = await StartAsync();
        var tokens = new OddTokens(bench.Chain);
        await tokens.SwitchAsync("setIgnoresApprovals", true);
        var process = bench.Start();

        var refused = await process.RunAsync("m-1");
        await tokens.SwitchAsync("setIgnoresApprovals", false);
        var ordered = await process.RunAsync("m-1");

        Assert.Equal((ReasonCode.SimulationFailed, null), (refused.Outcome, refused.Order));
        Assert.Contains("TRANSFER_FROM_FAILED", refused.Detail, StringComparison.Ordinal);
        Assert.Equal(ReasonCode.Ordered, ordered.Outcome);
        Assert.Equal(JobStatus.Completed, (await bench.SettleAsync("m-1")).Order.Status);
    }

    [Fact]
    public async Task Approve_that_lost_its_effect_on_the_way_holds_the_order_which_goes_on_by_itself_once_the_token_is_whole()
    {
        await using var bench = await StartAsync();
        var tokens = new OddTokens(bench.Chain);
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.Chain.DropAsync((await process.FindAsync("m-1")).Attempts[0].TransactionHash);
        await tokens.SwitchAsync("setIgnoresApprovals", true);
        await process.AdvanceAsync(); // sends the approval again
        await bench.Chain.MineAsync(3);

        await process.AdvanceAsync();
        var held = await process.FindAsync("m-1");
        await bench.SkipTimeAsync(TimeSpan.FromMinutes(61));
        await bench.Chain.MineAsync();
        await process.AdvanceAsync();
        var stillHeld = await process.FindAsync("m-1");
        await tokens.SwitchAsync("setIgnoresApprovals", false);
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal(ReasonCode.AllowanceMismatch, held.Order.Hold?.Reason);
        Assert.Equal((ReasonCode.AllowanceMismatch, 1), (stillHeld.Order.Hold?.Reason, stillHeld.Attempts.Count));
        Assert.Equal((JobStatus.Completed, 0), (ended.Order.Status, ended.Order.Retry));
        Assert.Equal([AttemptKind.Approve, AttemptKind.Approve, AttemptKind.Swap], ended.Attempts.Select(attempt => attempt.Kind));
        Assert.Equal(3, ended.Attempts.Select(attempt => attempt.Nonce).Distinct().Count());
    }

    [Fact]
    public async Task Approve_without_effect_that_no_simulation_shows_is_tried_once_an_hour_and_three_times_more()
    {
        await using var bench = await StartAsync();
        await new OddTokens(bench.Chain).SwitchAsync("setIgnoresPlainAccounts", true);
        var process = bench.Start();
        await process.RunAsync("m-1");

        var counts = new List<int>();
        for (var hour = 0; hour < 5; hour++)
        {
            for (var tick = 0; tick < 3; tick++)
            {
                await bench.Chain.MineAsync(3);
                await process.AdvanceAsync();
            }

            counts.Add((await process.FindAsync("m-1")).Attempts.Count);
            await bench.SkipTimeAsync(TimeSpan.FromMinutes(61));
        }

        var order = (await process.FindAsync("m-1")).Order;
        Assert.Equal([1, 2, 3, 4, 4], counts);
        Assert.Equal((ReasonCode.AllowanceMismatch, 0), (order.Hold?.Reason, order.Retry));
        Assert.Empty(await bench.Chain.PurchasesAsync());
    }

    [Theory]
    [InlineData("setPaused", "TRANSFER_FROM_FAILED")]
    [InlineData("setReturnsFalse", "ApproveReturnedFalse")]
    public async Task Stablecoin_that_cannot_be_moved_is_refused_with_its_reason_and_nothing_is_paid(string switching, string reason)
    {
        await using var bench = await StartAsync();
        var tokens = new OddTokens(bench.Chain);
        await tokens.SwitchAsync(switching, true);

        var run = await bench.Start().RunAsync("m-1");

        Assert.Equal((ReasonCode.SimulationFailed, null), (run.Outcome, run.Order));
        Assert.Contains(reason, run.Detail, StringComparison.Ordinal);
        Assert.Equal(0UL, await tokens.WalletNonceAsync());
    }

    [Fact]
    public async Task Wallet_that_is_blacklisted_under_an_open_order_holds_it_until_it_is_free_again()
    {
        await using var bench = await StartAsync();
        var tokens = new OddTokens(bench.Chain);
        var process = bench.Start();
        await process.RunAsync("m-1");
        await tokens.BlacklistAsync(bench.Contracts.Wallet.Address, true); // the block has the approval too

        await process.AdvanceAsync();
        var held = await process.FindAsync("m-1");
        await tokens.BlacklistAsync(bench.Contracts.Wallet.Address, false);
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal((ReasonCode.SimulationFailed, 1), (held.Order.Hold?.Reason, held.Attempts.Count));
        Assert.Equal((JobStatus.Completed, 0), (ended.Order.Status, ended.Order.Retry));
    }

    private Task<EngineBench> StartAsync() => EngineBench.StartAsync(servers, revenue: new Zar(100_000_00), tokens: OddTokens.Both);
}
