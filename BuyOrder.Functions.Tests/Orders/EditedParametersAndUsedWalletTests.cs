using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Tests.Simulation.Calm;
using BuyOrder.Ledger.Rows;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Recovery;
using BuyOrder.Storage;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>What a run rests on beside the order store: the version of the parameters, and an address that was used before.</summary>
public sealed class EditedParametersAndUsedWalletTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rate_that_was_edited_buys_nothing_whether_the_process_knew_the_old_one_or_not(bool restarts) => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        system.Run("m-0");
        system.Settle("m-0");
        system.Sell(new Zar(50_000_00));

        EditRate(system, "5000");
        if (restarts)
            system.Restart();
        var run = system.Run("m-1");

        Assert.Equal(ReasonCode.LedgerFault, run.Outcome);
        Assert.Contains("v:0000000001", run.Detail, StringComparison.Ordinal);
        Assert.Equal(ReasonCode.LedgerFault, system.Runs()[0].Outcome);
        Assert.Single(system.Chain.Purchases);
        EditRate(system, "1000");
        Assert.Equal(ReasonCode.Ordered, system.Run("m-1").Outcome);
    });

    [Fact]
    public void Open_order_goes_by_the_parameters_that_it_froze_and_by_no_edited_ones() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        system.Run("m-1");

        EditRate(system, "5000");
        system.Restart();
        system.Mine();
        system.Advance();
        var stopped = system.Find("m-1").Attempts.Select(attempt => attempt.Kind);
        var alarm = Assert.Single(system.Calls.Alarms);
        EditRate(system, "1000");

        Assert.Equal([AttemptKind.Approve], stopped);
        Assert.Contains("v:0000000001", alarm, StringComparison.Ordinal);
        Assert.Equal((JobStatus.Completed, new Zar(10_000_00)), (system.Settle("m-1").Status, system.Find("m-1").Order.Spend));
    });

    [Fact]
    public void Used_address_goes_on_from_its_nonce_if_it_never_paid_the_market() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        system.Steal();
        system.Mine(5);

        Assert.Equal(ReasonCode.Ordered, system.Run("m-1").Outcome);
        Assert.Equal(1, system.Find("m-1").Attempts[0].Nonce);
    });

    [Fact]
    public void Used_address_that_has_paid_the_market_is_not_adopted_by_an_empty_order_store_until_an_operator_accepts_it() => Alone(() =>
    {
        var before = new CalmSystem(new Zar(100_000_00));
        before.Run("m-1");
        before.Settle("m-1");
        before.Mine(5);
        var purchase = before.Chain.Purchases.Single().Transaction.Hash.ToString();
        var system = new CalmSystem(before.Chain, new Zar(100_000_00));

        var run = system.Run("m-1");
        var unnamed = system.Accept(2);
        var accepted = system.Accept(2, purchase);

        Assert.Equal(ReasonCode.StoreOutdated, run.Outcome);
        Assert.Contains(purchase, run.Detail, StringComparison.Ordinal);
        Assert.IsType<AcceptanceResult.Refused>(unnamed);
        Assert.IsType<AcceptanceResult.Accepted>(accepted);
        Assert.Equal(ReasonCode.Ordered, system.Run("m-1").Outcome);
    });

    /// <summary>The logs of more blocks than one search covers: whether it paid the market is not known, and an operator decides.</summary>
    [Fact]
    public void Used_address_whose_past_is_too_long_to_be_searched_is_not_adopted_until_an_operator_accepts_it() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        system.Steal();
        system.Mine(OutflowScan.MaxBlocks + 50);

        var run = system.Run("m-1");
        var accepted = system.Accept(1);

        Assert.Equal(ReasonCode.StoreOutdated, run.Outcome);
        Assert.Contains($"of blocks 0 to {OutflowScan.MaxBlocks - 1} only", run.Detail, StringComparison.Ordinal);
        Assert.Empty(system.Chain.Purchases);
        Assert.IsType<AcceptanceResult.Accepted>(accepted);
        Assert.Equal(ReasonCode.Ordered, system.Run("m-1").Outcome);
    });

    /// <summary>
    /// What the newest record froze of the ledger can only have grown: a head that is gone, and a whole shard that is gone or as it was before,
    /// stop the next order.
    /// </summary>
    [Theory]
    [InlineData("the head is lost", "head")]
    [InlineData("the shard is lost", "has frozen that")]
    [InlineData("the shard is put back", "has frozen that")]
    public void Ledger_that_has_lost_what_a_record_froze_stops_the_next_order(string harm, string says) => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        var table = system.Tables.Table(LedgerKeys.Table);
        var old = Rows(table);
        system.Sell(new Zar(100_000_00));
        system.Run("m-1");
        system.Settle("m-1");

        foreach (var row in Rows(table).Where(row => harm != "the head is lost" || row.Key == LedgerKeys.Head))
            Submit(table, new TableWrite.Delete(row.Key, row.ETag));
        foreach (var row in harm == "the shard is put back" ? old : [])
            Submit(table, new TableWrite.Insert(row.Key, row.Values));
        system.Restart();
        system.Calls.Take();
        var run = system.Run("m-2");

        Assert.Equal(ReasonCode.LedgerFault, run.Outcome);
        Assert.Contains(says, run.Detail, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(system.Calls.Take(), call => call is "sign" or "broadcast");
        Assert.Single(system.Chain.Purchases);
    });

    private static IReadOnlyList<TableRow> Rows(ITable table) =>
        table.QueryAsync(new TableQuery(LedgerKeys.Partition(0)), CancellationToken.None).GetAwaiter().GetResult().Rows;

    private static void Submit(ITable table, TableWrite write) =>
        Assert.True(table.SubmitAsync(LedgerKeys.Partition(0), [write], CancellationToken.None).GetAwaiter().GetResult().Applied);

    /// <summary>As the API's page says: 422 while there is nothing to accept, 409 when the chain shows another nonce.</summary>
    [Fact]
    public void Nonce_of_an_unknown_address_is_refused_at_zero_contradicted_when_the_chain_shows_another_and_accepted_as_it_is() => Alone(() =>
    {
        var system = new CalmSystem(new Zar(100_000_00));
        Assert.IsType<AcceptanceResult.Refused>(system.Accept(0));
        Assert.IsType<AcceptanceResult.Conflict>(system.Accept(1));

        system.Steal();
        system.Mine(5);

        Assert.IsType<AcceptanceResult.Refused>(system.Accept(0));
        Assert.IsType<AcceptanceResult.Conflict>(system.Accept(2));
        Assert.IsType<AcceptanceResult.Accepted>(system.Accept(1));
    });

    private static void EditRate(CalmSystem system, string bps)
    {
        var table = system.Tables.Table(ParameterStore.TableName);
        var row = table.ReadAsync(ParameterStore.Partition, ParametersRow.Key(1), CancellationToken.None).GetAwaiter().GetResult()!;
        var edited = row.Values.Copy();
        edited["RateBps"] = bps;
        var write = new TableWrite.Replace(row.Key, edited, row.ETag);
        Assert.True(table.SubmitAsync(ParameterStore.Partition, [write], CancellationToken.None).GetAwaiter().GetResult().Applied);
    }
}
