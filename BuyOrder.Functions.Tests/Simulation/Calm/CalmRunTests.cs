using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Ledger.Rows;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Store;
using BuyOrder.Simulation.Processes;
using BuyOrder.Storage;
using BuyOrder.Testing.Model;
using BuyOrder.Testing.Orders;
using static BuyOrder.Functions.Tests.Simulation.Calm.CalmOrders;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>What the real engine answers to those who ask it to buy, and what it leaves on record.</summary>
public sealed class CalmRunTests
{
    private static readonly Zar Revenue = new(100_000_00);

    [Fact]
    public void Order_is_bought_once_and_its_id_answers_with_it_ever_after() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        var first = system.Run("m-1", "for the board");

        var again = system.Run("m-1", "for the board");
        var other = system.Run("m-1", "for me");
        var second = system.Run("m-2");
        var order = system.Settle("m-1");

        Assert.Equal((ReasonCode.Ordered, "m-1"), (first.Outcome, first.Order!.Order.Id));
        Assert.Equal((ReasonCode.Ordered, "m-1"), (again.Outcome, again.Order!.Order.Id));
        Assert.Contains("asked for before", again.Detail, StringComparison.Ordinal);
        Assert.Equal((RunResult.KeyReused.Code, "m-1"), (other.Outcome, other.Order!.Order.Id));
        Assert.Equal("Order m-1 was asked for with other content.", other.Detail);
        Assert.Equal((ReasonCode.AlreadyActive, "m-1"), (second.Outcome, second.Order!.Order.Id));
        Assert.Equal("Order m-1 is open: one at a time.", second.Detail);
        Assert.Equal(JobStatus.Completed, order.Status);
        Assert.Single(system.Chain.Purchases);
        Assert.Equal(100_000_00, system.State().ConsumedBase.Cents);
        Assert.Equal([AttemptKind.Approve, AttemptKind.Swap], system.Find("m-1").Attempts.Select(attempt => attempt.Kind));
        Assert.All(system.Find("m-1").Attempts, attempt => Assert.Equal(AttemptState.Succeeded, attempt.State));

        // Of the four that asked, two were told what had come of another run: nothing new happened.
        Assert.Equal(
            [(ReasonCode.AlreadyActive, "m-1"), (ReasonCode.Ordered, "m-1")], system.Runs().OrderBy(run => run.Outcome.Value).Select(run => (run.Outcome, run.OrderId)));
        Assert.Equal(["m-1"], Listed(system).Select(record => record.Order.Id));
    });

    [Fact]
    public void First_order_pins_the_chain_and_its_contracts() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        Assert.Equal((null, null), (system.State().GenesisHash, system.State().Contracts));

        system.Run("m-1");

        Assert.Equal(system.Chain.Head.At(0)!.Hash, system.State().GenesisHash);
        Assert.Contains(ModelContracts.Router.ToString(), system.State().Contracts, StringComparison.OrdinalIgnoreCase);
    });

    [Fact]
    public void Too_little_revenue_is_told_with_its_figures_and_consumes_nothing() => Alone(() =>
    {
        var run = new CalmSystem(new Zar(999_00)).Run("m-1");

        Assert.Equal(ReasonCode.BelowMinimum, run.Outcome);
        Assert.Equal("999.00 ZAR of revenue are available: 10.00 % of it is 99.90 ZAR, to be spent 99.90 ZAR; the minimum is 100.00 ZAR.", run.Detail);
    });

    [Fact]
    public void Exactly_the_minimum_is_enough() => Alone(() =>
    {
        var run = new CalmSystem(new Zar(1_000_00)).Run("m-1");

        Assert.Equal((ReasonCode.Ordered, 100_00), (run.Outcome, run.Order!.Order.Spend.Cents));
    });

    [Fact]
    public void Preview_tells_the_same_and_leaves_nothing_behind() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        system.Calls.Take();

        var preview = system.Started().Preview();
        var calls = system.Calls.Take();
        var run = system.Run("m-1");

        Assert.Equal((run.Outcome, run.Figures, run.Quote), (preview.Outcome, preview.Figures, preview.Quote));
        Assert.Null(preview.Order);
        Assert.DoesNotContain(calls, call => IsWrite(call) || call is "sign" or "broadcast");
    });

    [Theory]
    [InlineData("the nodes", "chain_unavailable")]
    [InlineData("the chain", "chain_mismatch")]
    [InlineData("the key", "signer_unavailable")]
    [InlineData("the price", "price_rejected")]
    [InlineData("the pool", "market_unavailable")]
    public void Refusal_is_recorded_with_the_money_it_was_about(string what, string reason) => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        system.Node.IsOnWrongChain = what == "the chain";
        system.OnChain(state => what switch
        {
            "the price" => state with { ReserveToken = state.ReserveToken * 9 / 10 },
            "the pool" => state with { ReserveStablecoin = 0, ReserveToken = 0 },
            _ => state,
        });
        system.Fate = call => (what == "the nodes" && call == "ask") || (what == "the key" && call == "key") ? Passage.NotDone : Passage.Through;

        var run = system.Run("m-1");

        Assert.Equal(reason, run.Outcome.Value);
        Assert.Equal((Revenue, Zar.Zero, Revenue), (run.Figures?.TotalRevenue, run.Figures?.ConsumedRevenue, run.Figures?.AvailableRevenue));
        Assert.NotEmpty(run.Detail!);
        var record = Assert.Single(system.Runs());
        Assert.Equal((run.Outcome, run.Detail, run.Figures, null), (record.Outcome, record.Detail, record.Figures, record.OrderId));
        Assert.Equal((null, Zar.Zero), (system.State().OpenOrderId, system.State().ConsumedBase));
    });

    [Theory]
    [InlineData(true, true, true, "chain_mismatch")]
    [InlineData(true, false, false, "chain_mismatch")]
    [InlineData(false, true, true, "contract_changed")]
    [InlineData(false, true, false, "contract_changed")]
    [InlineData(false, false, true, "clock_skew")]
    public void Nothing_is_reserved_on_another_chain_or_contract_or_time(bool chain, bool contract, bool clock, string reason) => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        system.Run("m-1");
        system.Settle("m-1");
        system.Sell(Revenue);
        Disturb(system, chain, contract, clock);

        Assert.Equal(reason, system.Run("m-2").Outcome.Value);
        Assert.Null(system.State().OpenOrderId);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ledger_that_contradicts_itself_stops_buying_beside_an_open_order_too(bool isUnreadable) => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        system.Run("m-1");
        var open = Distrusted(isUnreadable);
        system.Settle("m-1");
        system.Sell(Revenue);
        var alone = Distrusted(isUnreadable: false);

        Assert.Equal((ReasonCode.AlreadyActive, "m-1"), (open.Outcome, open.Order?.Order.Id));
        Assert.Equal((ReasonCode.LedgerFault, null), (alone.Outcome, alone.Order));
        Assert.Contains("shard 00", alone.Detail, StringComparison.OrdinalIgnoreCase);

        RunResult Distrusted(bool isUnreadable)
        {
            var table = system.Tables.Table(LedgerKeys.Table);
            var head = table.ReadAsync("00", LedgerKeys.Head, CancellationToken.None).GetAwaiter().GetResult()!;
            var forged = head.Values.Copy();
            forged[isUnreadable ? "cents" : "hash"] = isUnreadable ? 1L : new byte[32];
            var row = Replace(table, forged, head.ETag);
            var run = system.Run("m-2");
            Replace(table, head.Values, row);
            return run;
        }
    });

    [Fact]
    public void Run_that_loses_every_race_gives_up_after_eight() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        system.Fate = call => IsWrite(call) ? Passage.Refused : Passage.Through;
        system.Calls.Take();

        var error = Assert.Throws<TableUnavailableException>(() => system.Run("m-1"));
        var calls = system.Calls.Take();
        system.Fate = _ => Passage.Through;

        Assert.Equal("The order store changed 8 times while this run was being decided.", error.Message);
        Assert.Equal(8, calls.Count(call => call == "key"));
        Assert.Equal(ReasonCode.Ordered, system.Run("m-1").Outcome);
    });

    [Fact]
    public void Storage_that_fails_after_the_reservation_takes_nothing_back() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        var writes = 0;
        system.Fate = call => IsWrite(call) && ++writes > 1 ? Passage.NotDone : Passage.Through;

        var run = system.Run("m-1");
        system.Fate = _ => Passage.Through;

        Assert.Equal((ReasonCode.Ordered, JobPhase.Reserved), (run.Outcome, run.Order!.Order.Phase));
        Assert.Empty(run.Order!.Attempts);
        Assert.Equal(JobStatus.Completed, system.Settle("m-1").Status);
    });

    [Fact]
    public void Run_asks_and_writes_what_it_needs_and_no_more() => Alone(() =>
    {
        var system = new CalmSystem(Revenue);
        system.Calls.Take();

        system.Run("m-1");
        Assert.Equal(
            "read state, read o:m-1, read a:m-1, key, ask, ask, ask, ask, ask, write state o:m-1 n r c u, "
            + "decide Prepare, ask, ask, ask, key, sign, write state o:m-1 a:m-1:0001 t, decide Send, broadcast, write state o:m-1 a:m-1:0001",
            string.Join(", ", system.Calls.Take()));
    });

    private static string Replace(ITable ledger, RowValues head, string etag) =>
        ledger.SubmitAsync("00", [new TableWrite.Replace(LedgerKeys.Head, head, etag)], CancellationToken.None).GetAwaiter().GetResult().ETags[0]!;

    private static IReadOnlyList<OrderRecord> Listed(CalmSystem system) =>
        new OrderQueries(system.Tables).ListAsync(new OrderFilter(), 10, null, CancellationToken.None).GetAwaiter().GetResult().Items;
}
