using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Domain.Orders;
using BuyOrder.Ledger.Rows;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>What may befall an order between its steps, on a real chain: strangers, empty wallets, changed rows.</summary>
public sealed class OrderFaultTests(TestServers servers)
{
    private const string Order = "m-2";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Revenue_that_comes_after_the_reservation_waits_for_the_next_order()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.RecordRevenueAsync(new Zar(50_000_00));
        var first = await bench.SettleAsync("m-1");

        await process.RunAsync(Order);
        var second = await bench.SettleAsync(Order);

        Assert.Equal((new Zar(100_000_00), new Zar(100_000_00), 1), (first.Order.RevenueBase, first.Order.RevenueTotal, first.Order.CutOff.Sum()));
        Assert.Equal((new Zar(50_000_00), new Zar(150_000_00), 2), (second.Order.RevenueBase, second.Order.RevenueTotal, second.Order.CutOff.Sum()));
    }

    [Fact]
    public async Task Nonce_that_a_stranger_takes_before_anything_is_signed_holds_the_order()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        await ReserveSecondAsync(bench);

        await bench.Chain.SendAsStrangerAsync();
        await bench.Chain.MineAsync();
        await bench.Start().AdvanceAsync();

        var held = await bench.Start().FindAsync(Order);
        Assert.Equal((JobPhase.Reserved, ReasonCode.ForeignNonce), (held.Order.Phase, held.Order.Hold!.Reason));
        Assert.Empty(held.Attempts);
        Assert.Single(await bench.Chain.PurchasesAsync());
    }

    [Fact]
    public async Task Wallet_without_gas_holds_a_reserved_order_without_a_nonce_until_it_is_funded()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        await ReserveSecondAsync(bench);
        await bench.Chain.SetNativeBalanceAsync(wei: 1);

        await bench.Start().AdvanceAsync();
        var held = await bench.Start().FindAsync(Order);
        await bench.Chain.SetNativeBalanceAsync(wei: 1_000_000_000_000_000_000);
        var ended = await bench.SettleAsync(Order);

        Assert.Equal(ReasonCode.InsufficientFunds, held.Order.Hold!.Reason);
        Assert.Empty(held.Attempts);
        Assert.Equal(JobStatus.Completed, ended.Order.Status);
    }

    [Fact]
    public async Task Open_order_goes_by_the_parameters_it_was_reserved_under()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        await ReserveSecondAsync(bench);

        // Under these no order of this size could be placed.
        await ChangeParametersAsync(bench, EngineBench.Parameters with { Minimum = EngineBench.Parameters.Maximum, SlippageBps = 0, DeviationBps = 0 });
        var ended = await bench.SettleAsync(Order);
        await bench.RecordRevenueAsync(new Zar(100_000_00));
        var next = await bench.Start().RunAsync("m-3");

        Assert.Equal((JobStatus.Completed, 1), (ended.Order.Status, ended.Order.ParametersVersion));
        Assert.Equal(ReasonCode.BelowMinimum, next.Outcome);
    }

    [Fact]
    public async Task Purchase_that_brought_less_than_its_minimum_needs_an_operator()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.Chain.MineAsync();
        await process.AdvanceAsync();
        await ChangeRowAsync(bench, OrderKeys.Attempt("m-1", 2), row => row["minimumOut"] = "1" + new string('0', 30));

        for (var tick = 0; tick < 5; tick++)
        {
            await bench.Chain.MineAsync(2);
            await bench.Start().AdvanceAsync();
        }

        var unknown = await process.FindAsync("m-1");
        var state = await process.Book.ReadStateAsync(Cancellation);
        Assert.Equal((true, ReasonCode.PurchaseMismatch), (unknown.Order.IsUnknown, unknown.Order.Hold!.Reason));
        Assert.Equal((new Zar(100_000_00), Zar.Zero), (state.ConsumedBase, state.TotalSpent));
    }

    [Fact]
    public async Task Chain_with_another_first_block_is_refused()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        await ChangeRowAsync(bench, OrderKeys.State, row => row["genesisHash"] = OrderExamples.Hash(7).ToString());

        Assert.Equal(ReasonCode.ChainMismatch, (await bench.Start().RunAsync("m-1")).Outcome);
    }

    [Fact]
    public async Task Ledger_that_does_not_add_up_stops_buying()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        foreach (var shard in Enumerable.Range(0, 16))
        {
            var table = bench.Tables.Table(LedgerKeys.Table);
            var partition = LedgerKeys.Partition(shard);
            if (await table.ReadAsync(partition, LedgerKeys.Head, Cancellation) is not { } head)
                continue;
            var forged = HeadRow.Write(HeadRow.Read(head) with { Totals = RevenueTotals.Empty.Plus([]), Entries = 0 });
            await table.SubmitAsync(partition, [new TableWrite.Replace(LedgerKeys.Head, forged, head.ETag)], Cancellation);
        }

        Assert.Equal(ReasonCode.LedgerFault, (await bench.Start().RunAsync("m-1")).Outcome);
    }

    [Fact]
    public async Task Ledger_whose_head_contradicts_itself_stops_buying()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        var table = bench.Tables.Table(LedgerKeys.Table);
        foreach (var partition in Enumerable.Range(0, 16).Select(LedgerKeys.Partition))
        {
            if (await table.ReadAsync(partition, LedgerKeys.Head, Cancellation) is not { } head)
                continue;
            head.Values["cents"] = 200_000_00L;
            await table.SubmitAsync(partition, [new TableWrite.Replace(LedgerKeys.Head, head.Values, head.ETag)], Cancellation);
        }

        var result = await bench.Start().RunAsync("m-1");

        Assert.Equal(ReasonCode.LedgerFault, result.Outcome);
        Assert.Contains("does not add up", result.Detail, StringComparison.Ordinal);
        Assert.Null(result.Figures);
    }

    [Fact]
    public async Task Fault_that_a_verification_found_stops_buying_until_a_later_one_finds_none()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        var log = new VerificationLog(bench.Tables);
        var fault = new LedgerFault("00", "head", null, null, null, "Shard 00, row head: it was changed.");
        var found = new VerificationResult(bench.Clock.GetUtcNow(), bench.Clock.GetUtcNow(), 0, 0, 0, fault, null);
        await log.RecordAsync(found, null, null, null, Cancellation);

        var refused = await bench.Start().RunAsync("m-1");
        var later = bench.Clock.GetUtcNow().AddMinutes(1);
        await log.RecordAsync(found with { StartedAt = later, FirstFault = null }, null, null, null, Cancellation);
        var ordered = await bench.Start().RunAsync("m-1");

        Assert.Equal((ReasonCode.LedgerFault, ReasonCode.Ordered), (refused.Outcome, ordered.Outcome));
        Assert.Contains("it was changed", refused.Detail, StringComparison.Ordinal);
    }

    /// <summary>One order has been completed; a second one is reserved, and its process died before it signed anything.</summary>
    private static async Task ReserveSecondAsync(EngineBench bench)
    {
        await bench.Start().RunAsync("m-1");
        await bench.SettleAsync("m-1");
        await bench.RecordRevenueAsync(new Zar(100_000_00));
        for (var effect = 1; await bench.Start().Book.FindAsync(Order, Cancellation) is null; effect++)
            await Assert.ThrowsAsync<CrashException>(() => bench.Start(new CrashPlan(effect, after: true)).RunAsync(Order));
        Assert.Equal(JobPhase.Reserved, (await bench.Start().FindAsync(Order)).Order.Phase);
    }

    private static async Task ChangeParametersAsync(EngineBench bench, BusinessParameters parameters)
    {
        var changes = new ParameterChanges(new ParameterStore(bench.Tables, bench.Clock), new OrderStore(bench.Tables));
        Assert.IsType<ParametersChangeResult.Made>(await changes.ChangeAsync(new ParametersChange(1, parameters, "operator", "less"), Cancellation));
    }

    private static async Task ChangeRowAsync(EngineBench bench, string key, Action<RowValues> change)
    {
        var table = bench.Tables.Table(OrderKeys.Table);
        var row = await table.ReadAsync(OrderKeys.Partition, key, Cancellation);
        var changed = row!.Values.Copy();
        change(changed);
        Assert.True((await table.SubmitAsync(OrderKeys.Partition, [new TableWrite.Replace(key, changed, row.ETag)], Cancellation)).Applied);
        await OpenedOrders.SealAsync(bench.Tables, Cancellation);
    }
}
