using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Tests.Domain.Orders;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Simulation;
using BuyOrder.Simulation.Auditing;
using BuyOrder.Storage;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Mistakes about the record chain, and about rows that were edited or lost: each is put into the engine and must be found.</summary>
public sealed class PlantedRecordMistakeTests(ITestOutputHelper output)
{
    /// <summary>The wrapper alone makes the record's sums those of the state, also when the engine wrote others.</summary>
    [Fact]
    public void Sums_taken_from_the_state_though_the_record_has_others_are_found() =>
        Planted.IsFound(output, 1..300, "The consumed base is not the sum", () => new Plant
        {
            RowFaults = true,
            Tables = tables => new PlantedTables(tables),
        });

    [Fact]
    public void Lost_newest_record_that_is_not_missed_is_found() =>
        Planted.IsFound(output, 1..2400, " follows record ", () => new Plant
        {
            RowFaults = true,
            Tables = tables => new PlantedTables(tables) { TakesAnyHead = true },
        });

    [Fact]
    public void Lost_order_table_taken_for_a_beginning_is_found() =>
        Planted.IsFound(output, 12..300, "The high-water mark went down", () => new Plant
        {
            RowFaults = true,
            Tables = tables => new PlantedTables(tables) { Missing = BeginAsync },
        });

    /// <summary>No chain of the seeded worlds takes back what was final, so this order is undone, and resolved, by hand.</summary>
    [Theory]
    [InlineData(RecordEvent.Reserved)]
    [InlineData(RecordEvent.Completed)]
    [InlineData(RecordEvent.Undone)]
    [InlineData(RecordEvent.Resolved)]
    public async Task Record_left_out_of_its_batch_is_found(RecordEvent left)
    {
        await UndoAsync(tables => tables);

        var found = await Assert.ThrowsAsync<SimulationException>(() => UndoAsync(tables => Without(tables, left)));

        Assert.Contains("1 events have 0 records", found.Message, StringComparison.Ordinal);
    }

    private static async Task UndoAsync(Func<ITableStore, ITableStore> plant)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var (copy, records) = (new BookCopy(new Coverage()), new RecordsCopy());
        var tables = new TableTap(new MemoryTableStore());
        tables.Applied = (partition, writes) =>
        {
            if (partition != OrderKeys.Partition)
                return;
            var changes = new Changes();
            foreach (var write in writes)
                copy.Take(write, changes);
            records.Check(writes, changes.Jobs, copy.State);
        };
        await OpenedOrders.OpenAsync(tables, TimeProvider.System, cancellation);
        var store = new OrderStore(plant(tables));
        var order = OrderExamples.Reserved("m-1");
        var run = new RunRecord(
            OrderKeys.RunId(order.CreatedAt, order.Id), order.CreatedAt, OrderTrigger.Manual, "operator", null, ReasonCode.Ordered, null, order.Id, null);
        var book = await store.LoadAsync(cancellation);
        book = (await store.ReserveAsync(book, book.State.Reserve(order), order, run, cancellation))!;
        var completed = book.Order!.Completed(OrderExamples.Purchase(book.Order!), gasSpentWei: 1, order.CreatedAt.AddMinutes(1));
        Assert.NotNull(await store.StepAsync(book, new OrderChange(book.State.End(completed), completed), cancellation));
        book = await store.LoadAsync(order.Id, cancellation);
        var undone = book.Order!.Undone(new Refusal(ReasonCode.PurchaseUndone, "gone"), order.CreatedAt.AddMinutes(2));
        Assert.NotNull(await store.StepAsync(book, new OrderChange(book.State.Undo(book.Order!), undone), cancellation));
        book = await store.LoadAsync(order.Id, cancellation);
        var failed = book.Order!.Resolved(new Resolution(Finding.Failed, "seen", null, "operator", order.CreatedAt.AddMinutes(3)), null, 1);
        Assert.NotNull(await store.StepAsync(book, new OrderChange(book.State.End(failed), failed), cancellation));
        Assert.Equal(5, copy.State.RecordNumber);
    }

    private static PlantedTables Without(ITableStore tables, RecordEvent left) => new(tables)
    {
        Write = (table, writes) => PlantedTables.SubmitOthersAsync(table, writes, [.. writes.Where(write => !IsRecordOf(write, left))]),
    };

    private static bool IsRecordOf(TableWrite write, RecordEvent happened) => write is TableWrite.Insert insert
        && write.Key.StartsWith(OrderKeys.RecordPrefix, StringComparison.Ordinal) && insert.Values.Text("event") == happened.ToString();

    private static async Task BeginAsync(ITable table)
    {
        var (state, row, record) = TreasuryStateSeal.Recorded(null, new TreasuryState(), new TreasuryRecord
        {
            Number = 0,
            Event = RecordEvent.Start,
            At = DateTimeOffset.UnixEpoch,
            Sums = new TreasuryState().Sums,
            Revenue = RevenueTotals.Empty,
            CutOff = [],
            ParametersVersion = 0,
            SettledCutOff = [],
        });
        await PlantedTables.SubmitAsync(
            table, [new TableWrite.Insert(OrderKeys.State, TreasuryStateRow.Write(state)), new TableWrite.Insert(OrderKeys.Record(record.Number), row)]);
    }
}
