using BuyOrder.Domain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>Every reason for which a run buys nothing, each on a real chain, and that nothing is consumed then.</summary>
public sealed class RunTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Too_little_revenue_is_below_minimum_without_asking_the_chain()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(999_99));
        bench.Chain.CutOff();

        await RefusesAsync(bench, ReasonCode.BelowMinimum);
    }

    [Fact]
    public async Task Pause_refuses()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00), EngineBench.Parameters with { Paused = true });

        await RefusesAsync(bench, ReasonCode.Paused);
        var begun = Assert.IsType<PauseState.Paused>((await bench.Start().Book.ReadStateAsync(TestContext.Current.CancellationToken)).Pause);
        Assert.Equal("deployment", begun.Change.By);
    }

    [Theory]
    [InlineData("45.00")]
    [InlineData("55.00")]
    public async Task Price_far_from_the_reference_is_rejected_both_ways(string reference)
    {
        var parameters = EngineBench.Parameters with { ReferencePrice = Price.Parse(reference) };
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00), parameters);

        await RefusesAsync(bench, ReasonCode.PriceRejected);
    }

    [Fact]
    public async Task Order_that_would_move_the_market_is_made_smaller_and_the_rest_waits()
    {
        var parameters = EngineBench.Parameters with { ImpactBps = 35, Maximum = new Zar(100_000_000_00) };
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_000_00), parameters);

        var run = await bench.Start().RunAsync("m-1");
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal(ReasonCode.Ordered, run.Outcome);
        Assert.Equal(new Zar(10_000_000_00), ended.Order.Allocation);
        Assert.InRange(ended.Order.Spend.Cents, 300_000_00, 700_000_00);
        Assert.Equal(ended.Order.Spend.Cents * 10, ended.Order.RevenueBase.Cents);
        Assert.Equal(JobStatus.Completed, ended.Order.Status);
    }

    [Fact]
    public async Task Nonce_of_an_address_that_is_new_here_is_adopted_only_when_it_is_final()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        await bench.Chain.SendAsStrangerAsync();
        await bench.Chain.MineAsync();
        var process = bench.Start();

        var early = await process.RunAsync("m-1");
        await bench.Chain.MineAsync(4);
        var late = await process.RunAsync("m-1");

        Assert.Equal(ReasonCode.ChainUnavailable, early.Outcome);
        Assert.Equal((ReasonCode.Ordered, 1), (late.Outcome, (await bench.SettleAsync("m-1")).Attempts[0].Nonce));
    }

    [Fact]
    public async Task Contract_whose_code_has_changed_stops_buying_until_an_operator_accepts_it()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.SettleAsync("m-1");
        await bench.RecordRevenueAsync(new Zar(100_000_00));
        await bench.Chain.ChangeCodeAsync(bench.Contracts.Router);

        var refused = await process.RunAsync("m-2");
        var accepted = await process.Contracts.AcceptAsync("operator", "Looked at it.", Cancellation);
        var again = await process.Contracts.AcceptAsync("operator", "Looked at it.", Cancellation);
        var ordered = await process.RunAsync("m-2");

        Assert.Equal(ReasonCode.ContractChanged, refused.Outcome);
        Assert.Contains(bench.Contracts.Router.ToString(), refused.Detail, StringComparison.Ordinal);
        Assert.Equal([bench.Contracts.Router.ToString()], accepted);
        Assert.Empty(again);
        Assert.Equal(ReasonCode.Ordered, ordered.Outcome);
    }

    [Fact]
    public async Task Contract_that_changes_under_an_open_order_holds_it_before_anything_is_signed()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.Chain.MineAsync();
        await bench.Chain.ChangeCodeAsync(bench.Contracts.Azr);

        await process.AdvanceAsync();

        var held = await process.FindAsync("m-1");
        Assert.Equal((ReasonCode.ContractChanged, 1), (held.Order.Hold!.Reason, held.Attempts.Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Clocks_that_lie_too_far_apart_refuse(int sign)
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        var far = new EngineLimits().MaxClockSkew + TimeSpan.FromMinutes(1);
        if (sign > 0)
            bench.Clock.Advance(far);
        else
            await bench.Chain.SkipChainTimeAsync(far);

        await RefusesAsync(bench, ReasonCode.ClockSkew);
    }

    [Fact]
    public async Task Order_that_no_size_above_the_minimum_fits_is_refused_for_its_impact()
    {
        var parameters = EngineBench.Parameters with { ImpactBps = 31, Minimum = new Zar(900_000_00), Maximum = new Zar(1_000_000_00) };
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_000_00), parameters);

        await RefusesAsync(bench, ReasonCode.PriceImpact);
    }

    [Fact]
    public async Task Fee_above_the_cap_is_refused()
    {
        var parameters = EngineBench.Parameters with { MaxFeePerGasWei = 1_000, MaxPriorityFeePerGasWei = 1 };
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00), parameters);

        await RefusesAsync(bench, ReasonCode.FeeTooHigh);
    }

    [Fact]
    public async Task Wallet_without_gas_or_stablecoin_is_insufficient_funds()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        await bench.Chain.SetNativeBalanceAsync(wei: 1);

        await RefusesAsync(bench, ReasonCode.InsufficientFunds);

        await using var poor = await EngineBench.StartAsync(
            servers, new Zar(2_000_000_000_00), EngineBench.Parameters with { Maximum = new Zar(200_000_000_00), ImpactBps = 10_000, DeviationBps = 10_000 });
        await RefusesAsync(poor, ReasonCode.InsufficientFunds);
    }

    [Fact]
    public async Task Chain_that_does_not_answer_is_an_outcome()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        bench.Chain.CutOff();

        await RefusesAsync(bench, ReasonCode.ChainUnavailable);
    }

    [Fact]
    public async Task Other_chain_than_the_settings_name_is_refused()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00), chainId: 1337);

        await RefusesAsync(bench, ReasonCode.ChainMismatch);
    }

    [Fact]
    public async Task Nonce_that_another_holder_of_the_key_used_stops_buying()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.SettleAsync("m-1");
        await bench.RecordRevenueAsync(new Zar(100_000_00));

        await bench.Chain.SendAsStrangerAsync();
        await bench.Chain.MineAsync();

        Assert.Equal(ReasonCode.ForeignNonce, (await process.RunAsync("m-2")).Outcome);
        Assert.Null(await process.Book.FindAsync("m-2", Cancellation));
    }

    [Fact]
    public async Task Second_run_while_an_order_is_open_is_already_active()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        var process = bench.Start();

        var both = await Task.WhenAll(process.RunAsync("m-1"), process.RunAsync("m-2"), bench.Start().RunAsync("m-3"));

        Assert.Equal(1, both.Count(run => run.Outcome == ReasonCode.Ordered));
        Assert.Equal(2, both.Count(run => run.Outcome == ReasonCode.AlreadyActive));
    }

    [Fact]
    public async Task Same_key_asks_for_the_same_order_and_other_content_is_refused()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        var process = bench.Start();

        var both = await Task.WhenAll(process.RunAsync("m-1"), bench.Start().RunAsync("m-1"));
        await bench.SettleAsync("m-1");
        var later = await process.RunAsync("m-1");
        var other = await process.RunAsync("m-1", note: "another reason");

        Assert.All(both, run => Assert.Equal((ReasonCode.Ordered, "m-1"), (run.Outcome, run.Order!.Order.Id)));
        Assert.Equal(JobStatus.Completed, later.Order!.Order.Status);
        Assert.IsType<RunResult.KeyReused>(other);
        Assert.Single(await bench.Chain.PurchasesAsync());
    }

    [Fact]
    public async Task Dry_run_says_what_would_happen_and_writes_nothing()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        var process = bench.Start();

        var preview = await process.Orders.PreviewAsync(new RunRequest(OrderTrigger.Manual, null, "operator"), Cancellation);

        Assert.Equal(ReasonCode.Ordered, preview.Outcome);
        Assert.Equal(new Zar(10_000_00), preview.Figures!.Spend);
        Assert.Equal("uniswap-v2", preview.Quote!.Market);
        Assert.Empty((await process.Book.ListRunsAsync(null, null, 10, null, Cancellation)).Items);
        Assert.Null((await process.Book.ReadStateAsync(Cancellation)).OpenOrderId);
    }

    [Fact]
    public async Task Slot_is_finished_by_an_order_and_run_once()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        var process = bench.Start();

        var first = await process.Orders.RunDueSlotAsync(Cancellation);
        var again = await process.Orders.RunDueSlotAsync(Cancellation);

        Assert.Equal(ReasonCode.Ordered, first!.Outcome);
        Assert.StartsWith("s-", first.Order!.Order.Id, StringComparison.Ordinal);
        Assert.Null(again);
    }

    [Fact]
    public async Task Slot_with_too_little_revenue_is_finished_and_one_that_failed_otherwise_stays_due_until_it_is_missed()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(0));
        var process = bench.Start();
        var poor = await process.Orders.RunDueSlotAsync(Cancellation);
        var afterPoor = await process.Orders.RunDueSlotAsync(Cancellation);

        await bench.RecordRevenueAsync(new Zar(100_000_00));
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        bench.Chain.CutOff();
        var cutOff = await process.Orders.RunDueSlotAsync(Cancellation);
        var stillDue = await process.Orders.RunDueSlotAsync(Cancellation);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        bench.Chain.Restore();
        var next = await process.Orders.RunDueSlotAsync(Cancellation);

        var runs = (await process.Book.ListRunsAsync(null, null, 10, null, Cancellation)).Items;
        Assert.Equal((ReasonCode.BelowMinimum, (RunResult?)null), (poor!.Outcome, afterPoor));
        Assert.Equal((ReasonCode.ChainUnavailable, ReasonCode.ChainUnavailable), (cutOff!.Outcome, stillDue!.Outcome));
        Assert.Equal(ReasonCode.Ordered, next!.Outcome);
        Assert.Equal(
            [ReasonCode.BelowMinimum, ReasonCode.ChainUnavailable, ReasonCode.ChainUnavailable, ReasonCode.Missed, ReasonCode.Ordered],
            runs.Select(run => run.Outcome).OrderBy(outcome => outcome.Value));
        Assert.Equal(cutOff.Detail, runs.First(run => run.Outcome == ReasonCode.ChainUnavailable).Detail);
    }

    private static async Task RefusesAsync(EngineBench bench, ReasonCode expected)
    {
        var process = bench.Start();

        var run = await process.RunAsync("m-1");

        Assert.Equal(expected, run.Outcome);
        Assert.NotEmpty(run.Detail!);
        var recorded = Assert.Single((await process.Book.ListRunsAsync(null, null, 10, null, Cancellation)).Items);
        Assert.Equal((expected, run.Detail), (recorded.Outcome, recorded.Detail));
        Assert.Null(await process.Book.FindAsync("m-1", Cancellation));
        Assert.Equal(Zar.Zero, (await process.Book.ReadStateAsync(Cancellation)).ConsumedBase);
    }
}
