using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Time.Testing;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>Which steps leave a record, what it says, and what the next run holds it to.</summary>
public sealed class TreasuryRecordTests
{
    private static readonly RunRecord Run = new("run", Noon, OrderTrigger.Manual, "operator", null, ReasonCode.Ordered, null, "m-1", null);

    private readonly MemoryTableStore tables = new();
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_event_writes_the_next_link_with_what_was_frozen_and_the_sums_after_it()
    {
        var records = await HistoryAsync();

        Assert.Equal(
            [RecordEvent.Start, RecordEvent.Reserved, RecordEvent.Completed, RecordEvent.Undone, RecordEvent.Resolved], records.Select(record => record.Event));
        Assert.Equal([1, 2, 3, 4, 5], records.Select(record => record.Number));
        Assert.Equal([null, .. records.SkipLast(1).Select(record => record.Hash)], records.Select(record => record.Previous));
        var (reserved, undone, resolved) = (records[1], records[3], records[4]);
        Assert.Equal((new Zar(100_000_00), new Zar(10_000_00), 1_000), (reserved.Order!.RevenueBase, reserved.Order.Spend, reserved.Order.RateBps));
        Assert.Equal([12L, 0, 7], reserved.CutOff);
        Assert.Equal((null, "m-1", new Zar(100_000_00)), (reserved.Order.RowHashBefore, reserved.Sums.OpenOrderId, reserved.Sums.ConsumedBase));
        Assert.Equal([12L, 0, 7], records[2].SettledCutOff);
        Assert.NotNull(undone.Order!.Purchase);
        Assert.Equal(("m-1", new Zar(100_000_00), Zar.Zero), (undone.Sums.UndoneOrders, undone.Sums.ConsumedBase, undone.Sums.TotalSpent));
        Assert.Equal((undone.Order.RowHash, "m-1", Zar.Zero), (resolved.Order!.RowHashBefore, resolved.LateFailures, resolved.Sums.ConsumedBase));
    }

    [Fact]
    public async Task Record_is_read_as_it_was_written() => Assert.All(await HistoryAsync(), record =>
    {
        var again = RecordRow.Write(record);

        Assert.Equal(record.Hash, again.Text(RecordRow.HashColumn));
        Assert.Equal(record.Hash, RowHash.Of(again, RecordRow.HashColumn));
    });

    /// <summary>Computed by other means (docs/ledger-format.md).</summary>
    [Fact]
    public void Record_with_windows_has_the_hash_of_the_vector()
    {
        var (day, parameters) = (new DateOnly(2026, 11, 30), "1:" + new string('c', 64));
        var order = Reserved() with { ParametersVersion = 3 };
        var row = RecordRow.Write(Record() with
        {
            Number = 2,
            Previous = "1:" + new string('b', 64),
            Event = RecordEvent.Reserved,
            At = new DateTimeOffset(2026, 11, 30, 21, 30, 0, TimeSpan.Zero),
            Order = new RecordedOrder(
                order.Id, order.RevenueBase, order.Spend, order.SpendUnits, order.RateBps, order.LedgerRoot, order.RevenueTotal, 3, parameters, null, 0,
                "1:" + new string('d', 64), null, day),
            Sums = new TreasuryState
            {
                ConsumedBase = order.RevenueBase,
                OpenOrderId = order.Id,
                OpenSpend = order.Spend,
                Windows = new SpendWindows("Africa/Johannesburg", day, order.Spend, new Zar(25_000_00)),
            }.Sums,
            CutOff = [12, 0, 7],
            ParametersVersion = 3,
            ParametersHash = parameters,
            SettledCutOff = [0, 0, 0],
        });

        Assert.Equal("1:a08442514d8d38ee5b55d37ba276d493c2ece5e163babb64af9c4e9fac282616", row.Text(RecordRow.HashColumn));
    }

    [Fact]
    public void Revenue_entries_and_version_of_the_parameters_may_not_be_less_than_a_record_froze()
    {
        var parameters = new ParametersVersion(3, EngineBench.Parameters, Noon, "operator", "", "1:aa");
        var frozen = Record() with { ParametersVersion = 3, ParametersHash = "1:aa", CutOff = [2, 1], Revenue = Totals(sales: 300, refunds: 100, entries: 3) };

        Assert.Null(RecordedFloor.Check(frozen, Ledger(Totals(300, 100, 3), 2, 1), parameters));
        Assert.Null(RecordedFloor.Check(frozen, Ledger(Totals(400, 500, 9), 7, 2), parameters with { Version = 4, Hash = "1:bb" }));
        Assert.Equal("totals_course_sale", RecordedFloor.Check(frozen, Ledger(Totals(299, 99, 3), 2, 1), parameters)!.Property);
        Assert.Equal("totals_course_sale", RecordedFloor.Check(frozen, Ledger(RevenueTotals.Empty, 2, 1), parameters)!.Property);
        Assert.Equal("01", RecordedFloor.Check(frozen, Ledger(Totals(300, 100, 3), 2, 0), parameters)!.Partition);
        Assert.Equal("version", RecordedFloor.Check(frozen, Ledger(Totals(300, 100, 3), 2, 1), parameters with { Version = 2 })!.Property);
        Assert.Equal("hash", RecordedFloor.Check(frozen, Ledger(Totals(300, 100, 3), 2, 1), parameters with { Hash = "1:bb" })!.Property);
    }

    /// <summary>An order is placed, completes, is undone, and an operator finds that it failed.</summary>
    private async Task<IReadOnlyList<TreasuryRecord>> HistoryAsync()
    {
        Assert.Null(await OpenedOrders.OpenAsync(tables, new FakeTimeProvider(Noon), cancellation));
        var store = new OrderStore(tables);
        var empty = await store.LoadAsync(cancellation);
        var order = Reserved();
        var book = (await store.ReserveAsync(empty, empty.State.Reserve(order), order, Run, cancellation))!;
        var completed = book.Order!.Completed(Purchase(order), 7, Noon);
        Assert.NotNull(await store.StepAsync(book, new OrderChange(book.State.End(completed), completed), cancellation));
        book = await store.LoadAsync("m-1", cancellation);
        var undone = book.Order!.Undone(new Refusal(ReasonCode.PurchaseUndone, "gone"), Noon);
        book = (await store.StepAsync(book, new OrderChange(book.State.Undo(book.Order!), undone), cancellation))!;
        var failed = book.Order!.Resolved(new Resolution(Finding.Failed, "looked", null, "operator", Noon), null, 7);
        Assert.NotNull(await store.StepAsync(book, new OrderChange(book.State.End(failed), failed), cancellation));
        var query = new TableQuery(OrderKeys.Partition, OrderKeys.RecordPrefix, OrderKeys.AfterRecords);
        return [.. (await tables.Table(OrderKeys.Table).QueryAsync(query, cancellation)).Rows.Select(row => RecordRow.Read(row.Values)).Reverse()];
    }

    private static TreasuryRecord Record() => new()
    {
        Number = 1,
        Event = RecordEvent.Start,
        At = Noon,
        Sums = new TreasuryState().Sums,
        Revenue = RevenueTotals.Empty,
        CutOff = [],
        ParametersVersion = 0,
        SettledCutOff = [],
    };

    private static RevenueTotals Totals(long sales, long refunds, long entries) =>
        new([new CurrencyTotals(RevenueSource.CourseSale, "ZAR", entries, new Zar(sales), new Zar(refunds), sales, refunds)]);

    private static LedgerTotals Ledger(RevenueTotals revenue, params long[] entries) => new(
        revenue.Total,
        revenue.Entries,
        RevenueTotals.BySource([revenue]),
        revenue,
        default,
        [.. entries.Select((count, shard) => new ShardCutOff(shard, count, count, Zar.Zero, default))]);
}
