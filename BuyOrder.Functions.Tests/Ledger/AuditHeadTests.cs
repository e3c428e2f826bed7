using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Functions.Tests.Ledger.Rates;
using BuyOrder.Functions.Tests.Orders;
using BuyOrder.Functions.Tests.Orders.Verifying;
using BuyOrder.Functions.Tests.Simulation.Calm;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders.Recovery.Restart;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Tables;
using static BuyOrder.Functions.Tests.Simulation.SimulationTests;

namespace BuyOrder.Functions.Tests.Ledger;

/// <summary>Changes of exchange rates and of rejected revenue are chained by the row <c>audit</c> of their partition, in their own batch.</summary>
public sealed class AuditHeadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Change_of_rates_is_never_without_its_audit_row_whenever_the_process_dies(bool isApplied)
    {
        var tap = new TableTap(new MemoryTableStore());
        var rates = new ExchangeRates(tap, TimeProvider.System);
        await RateTable.PutAsync(rates, TestRates.Day, ("USD", "17.00"));
        if (isApplied)
            tap.AfterSubmit = _ => throw new TableUnavailableException("Dead.");
        else
            tap.BeforeSubmit = _ => throw new TableUnavailableException("Dead.");

        await Assert.ThrowsAsync<TableUnavailableException>(
            () => rates.ChangeAsync(TestRates.Change(TestRates.Day, 1, "SARB", ("USD", "18.25")), Cancellation));

        var audits = await RowsAsync(tap, RatesRow.Table, AuditRow.All(RatesRow.Partition));
        var versions = await RowsAsync(tap, RatesRow.Table, new TableQuery(RatesRow.Partition, RatesRow.AllVersions, RatesRow.AfterVersions));
        Assert.Equal(isApplied ? 2 : 1, audits.Count);
        Assert.Equal(audits.Count, versions.Count);
        await AssertChainedAsync(tap, RatesRow.Table, RatesRow.Partition, audits.Count);
    }

    [Fact]
    public async Task Audit_of_rates_holds_what_they_were_before_and_after()
    {
        var store = new MemoryTableStore();
        var rates = new ExchangeRates(store, TimeProvider.System);
        await RateTable.PutAsync(rates, TestRates.Day, ("USD", "17.00"));

        await RateTable.PutAsync(rates, TestRates.Day, ("EUR", "20"), ("USD", "18.25"));

        var audits = (await RowsAsync(store, RatesRow.Table, AuditRow.All(RatesRow.Partition))).Select(row => AuditRow.Read(row.Values)).ToList();
        Assert.Equal(["""{"USD":"17"}""", "none"], audits.Select(audit => audit.Before));
        Assert.Equal(["""{"EUR":"20","USD":"18.25"}""", """{"USD":"17"}"""], audits.Select(audit => audit.After));
    }

    [Fact]
    public async Task Change_of_another_day_in_between_costs_a_further_try_and_both_are_chained()
    {
        var store = new MemoryTableStore();
        var tap = new TableTap(store);
        tap.BeforeSubmit = async number =>
        {
            if (number == 1)
                await RateTable.PutAsync(new ExchangeRates(store, TimeProvider.System), TestRates.Day.AddDays(1), ("USD", "17.00"));
        };

        await RateTable.PutAsync(new ExchangeRates(tap, TimeProvider.System), TestRates.Day, ("USD", "18.25"));

        Assert.Equal((2, 1), (tap.Submits, tap.Refusals));
        await AssertChainedAsync(store, RatesRow.Table, RatesRow.Partition, 2);
    }

    [Fact]
    public async Task Intake_never_writes_the_head_and_what_operators_do_is_chained()
    {
        var store = new MemoryTableStore();
        using var system = new LedgerSystem(store);
        byte[][] broken = [TestMessage.Broken("{"), TestMessage.Broken("[")];

        await system.RecordAsync(broken);
        var untouched = await store.Table(RejectedKeys.Table).ReadAsync(RejectedKeys.Partition, AuditHead.Key, Cancellation);
        foreach (var body in broken)
            await system.Replay.DiscardAsync(Sha256Hash.Of(body), "operator", "no revenue", Cancellation);
        await system.RecordAsync(broken);

        Assert.Null(untouched);
        await AssertChainedAsync(store, RejectedKeys.Table, RejectedKeys.Partition, 2);
        var audit = AuditRow.Read((await RowsAsync(store, RejectedKeys.Table, AuditRow.All(RejectedKeys.Partition)))[0].Values);
        Assert.Equal(("open", "discarded", "no revenue"), (audit.Before, audit.After, audit.Reason));
    }

    [Fact]
    public void Chain_begins_over_the_audit_rows_from_before_it_and_the_whole_verifies() => Alone(() =>
    {
        var system = Completed();
        var at = system.Time;
        InsertFromBefore(system, at, "first");
        InsertFromBefore(system, at.AddMinutes(1), "second");
        Assert.Null(TamperedOrders.Verify(system).FirstFault);

        Discard(system);

        AssertChained(system, 3);
        Assert.Null(TamperedOrders.Verify(system).FirstFault);
        Delete(system, AuditRow.Key(IdOf(at, "first")));
        Assert.Equal(AuditHead.Key, TamperedOrders.Verify(system).FirstFault!.RowKey);
    });

    [Fact]
    public void Head_that_is_gone_is_found_and_no_change_begins_another_chain() => Alone(() =>
    {
        var system = Completed();
        Discard(system);
        Delete(system, AuditHead.Key);

        Assert.Equal((RejectedKeys.Partition, AuditHead.Key), (TamperedOrders.Verify(system).FirstFault!.Partition, TamperedOrders.Verify(system).FirstFault!.RowKey));
        Assert.Throws<LedgerFaultException>(() => Discard(system, "["));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Restart_of_the_records_accepts_the_audits_that_are_left_and_the_chain_goes_on(bool headIsGone) => Alone(() =>
    {
        var system = Completed();
        Discard(system);
        Discard(system, "[");
        var audits = Audits(system);
        Delete(system, headIsGone ? AuditHead.Key : audits[^1].Key);

        var restarted = BrokenBook.Restart(system, BrokenBook.Fault(system));
        Discard(system, "?");

        Assert.IsType<RecordsRestartResult.Restarted>(restarted);
        Assert.Null(TamperedOrders.Verify(system).FirstFault);
        BrokenBook.AssertBuysTheRest(system);
        Delete(system, audits[0].Key);
        Assert.Equal(AuditHead.Key, TamperedOrders.Verify(system).FirstFault!.RowKey);
    });

    /// <summary>An instance from before the chain may run on for a while beside the one that began it; later such a row has no place.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(25, true)]
    public void Row_without_a_place_is_accepted_for_a_day_after_the_chain_began(int hours, bool isFault) => Alone(() =>
    {
        var system = Completed();
        Discard(system);

        InsertFromBefore(system, DateTimeOffset.UtcNow.AddHours(hours), "late");

        Assert.Equal(isFault, TamperedOrders.Verify(system).FirstFault is not null);
    });

    private static void AssertChained(CalmSystem system, long rows) =>
        AssertChainedAsync(system.Tables, RejectedKeys.Table, RejectedKeys.Partition, rows).GetAwaiter().GetResult();

    private static IReadOnlyList<TableRow> Audits(CalmSystem system) =>
        RowsAsync(system.Tables, RejectedKeys.Table, AuditRow.All(RejectedKeys.Partition)).GetAwaiter().GetResult();

    private static CalmSystem Completed() => BrokenBook.Completed();

    private static void Discard(CalmSystem system, string text = "{")
    {
        using var ledger = new LedgerSystem(system.Tables, 1);
        var body = TestMessage.Broken(text);
        ledger.RecordAsync(body).GetAwaiter().GetResult();
        ledger.Replay.DiscardAsync(Sha256Hash.Of(body), "operator", "no revenue", CancellationToken.None).GetAwaiter().GetResult();
    }

    private static string IdOf(DateTimeOffset at, string subject) => AuditRecord.NewId(at, AuditAction.RejectedRevenueDiscarded, subject);

    private static void InsertFromBefore(CalmSystem system, DateTimeOffset at, string subject)
    {
        var audit = new AuditRecord(IdOf(at, subject), at, "operator", AuditAction.RejectedRevenueDiscarded, subject, "why", null, "what");
        Submit(system, new TableWrite.Insert(AuditRow.Key(audit.Id), AuditRow.Write(audit)));
    }

    private static void Delete(CalmSystem system, string key) => Submit(
        system, new TableWrite.Delete(key, system.Tables.Table(RejectedKeys.Table).ReadAsync(RejectedKeys.Partition, key, CancellationToken.None).GetAwaiter().GetResult()!.ETag));

    private static void Submit(CalmSystem system, TableWrite write) => Assert.True(
        system.Tables.Table(RejectedKeys.Table).SubmitAsync(RejectedKeys.Partition, [write], CancellationToken.None).GetAwaiter().GetResult().Applied);

    private static async Task<IReadOnlyList<TableRow>> RowsAsync(ITableStore store, string table, TableQuery query) =>
        (await store.Table(table).QueryAsync(query, Cancellation)).Rows;

    private static async Task AssertChainedAsync(ITableStore store, string table, string partition, long rows)
    {
        var head = AuditHead.ChainOf((await store.Table(table).ReadAsync(partition, AuditHead.Key, Cancellation))!.Values);
        var audits = await RowsAsync(store, table, AuditRow.All(partition));

        // Oldest first; those of one moment by their places.
        var chain = audits.Reverse().OrderBy(row => row.Values.Int64OrNull(AuditRow.NumberColumn) ?? 0).Aggregate(AuditChain.Empty, (before, row) => before.With(row.Values));
        Assert.Equal(rows, head.Rows);
        Assert.Equal(head, chain);
    }
}
