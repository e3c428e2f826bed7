using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Rows;

/// <summary>
/// Whether the rows that a step rests on fit together: state, newest record, order, attempts. Pure, and on rows that are read anyway. Each
/// answers with the first fault, or null.
/// </summary>
internal static class TreasuryStateCheck
{
    private const string UndoneOrders = "undoneOrders";

    private static readonly string[] Sums =
    [
        "consumedBaseCents", "totalSpentCents", "tokensAcquired", "gasSpentWei", "completed", "failed", "openOrderId", "openSpendCents",
        UndoneOrders, "undoneSpendCents", .. WindowColumns.Names,
    ];

    /// <param name="state">Null: there is none.</param>
    /// <param name="record">The newest of the record chain; null: there is none.</param>
    public static LedgerFault? State(TableRow? state, TableRow? record)
    {
        if (state is null)
        {
            return LedgerFault.Missing(
                OrderKeys.Partition, OrderKeys.State, "it is written when the service first starts, and orders may have been placed since");
        }

        if (state.Values["schema"] is not int schema)
            return LedgerFault.Value(state, "schema", state.Values["schema"], TreasuryStateRow.Schema, "every state has one");
        if (schema < TreasuryStateRow.Schema)
            return LedgerFault.Value(state, "schema", schema, TreasuryStateRow.Schema, "the record chain of this book has not begun");
        if (Edited(state) is { } edited)
            return edited;
        if (record is null)
            return LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Record(state.Values.Int64("recordNumber")), "the state names it as the newest record");
        return Record(record) ?? Newest(state, record);
    }

    /// <summary>Whether a state is as it was written.</summary>
    public static LedgerFault? Edited(TableRow state) => Hash(state, TreasuryStateRow.HashColumn);

    /// <summary>One record for itself: its hash, and its place.</summary>
    public static LedgerFault? Record(TableRow record)
    {
        if (Hash(record, RecordRow.HashColumn) is { } edited)
            return edited;
        return record.Values["number"] is long number && record.Key == OrderKeys.Record(number)
            ? null
            : LedgerFault.Value(record, "number", record.Values["number"], "the number that its key says", "a record never moves");
    }

    /// <summary>The open order and its attempts.</summary>
    public static LedgerFault? OpenOrder(TreasuryState state, TableRow? order, IReadOnlyList<TableRow> attempts)
    {
        if (order is null)
            return LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Job(state.OpenOrderId!), OrderIds.IsTaskId(state.OpenOrderId) ? "the state says that this task is open" : "the state says that this order is open");
        return RowHash.Of(order.Values) is var found && found != state.OpenOrderHash
            ? LedgerFault.Value(order, "the row as a whole", found, state.OpenOrderHash, "the state holds that hash of the open order")
            : Attempts(order, attempts);
    }

    /// <summary>An order that is not the open one.</summary>
    /// <param name="order">Its row.</param>
    /// <param name="attempts">Its attempts.</param>
    /// <param name="number">Of the record that its row names; 0 when it is from before there were records.</param>
    /// <param name="record">That record; null when there is none.</param>
    public static LedgerFault? OtherOrder(TableRow order, IReadOnlyList<TableRow> attempts, long number, TableRow? record)
    {
        if (number == 0)
            return Attempts(order, attempts);
        if (record is null)
            return LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Record(number), $"order {order.Key} names it");
        if (Record(record) is { } fault)
            return fault;
        var found = RowHash.Of(order.Values);
        return found == RecordRow.HashOf(record.Values)
            ? Attempts(order, attempts)
            : LedgerFault.Value(order, "the row as a whole", found, RecordRow.HashOf(record.Values), $"record {number} holds that hash of it");
    }

    /// <summary>Against what the order's row says; an order from before this was kept says nothing.</summary>
    public static LedgerFault? Attempts(TableRow order, IReadOnlyList<TableRow> attempts)
    {
        if (order.Values[OrderRow.AttemptsColumn] is not int count)
            return null;
        if (attempts.Count != count)
            return LedgerFault.Value(order, OrderRow.AttemptsColumn, count, attempts.Count, "the number of the order's attempts now");
        var hash = RowHash.Of(attempts.Select(attempt => RowHash.Of(attempt.Values)));
        return order.Values[OrderRow.AttemptsHashColumn] is string stored && stored == hash
            ? null
            : LedgerFault.Value(order, OrderRow.AttemptsHashColumn, order.Values[OrderRow.AttemptsHashColumn], hash, "the attempts as they are now give that");
    }

    private static LedgerFault? Newest(TableRow state, TableRow record)
    {
        if (state.Values.Int64("recordNumber") is var named && named != record.Values.Int64("number"))
        {
            return named > record.Values.Int64("number")
                ? LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Record(named), "the state names it as the newest record")
                : LedgerFault.Value(state, "recordNumber", named, record.Values.Int64("number"), "there is a newer record");
        }

        if (state.Values.TextOrNull("recordHash") is var hash && hash != record.Values.Text(RecordRow.HashColumn))
            return LedgerFault.Value(state, "recordHash", hash, record.Values.Text(RecordRow.HashColumn), "the newest record has that hash");
        return Difference(state, record.Values, "the newest record says that");
    }

    /// <summary>The first sum of the state that is another than a row says, which may be a record's or another state's.</summary>
    public static LedgerFault? Difference(TableRow state, RowValues sums, string why) => Sums
        .Select(name => (Name: name, Found: Sum(state.Values, name), Expected: Sum(sums, name)))
        .Where(sum => !Equals(sum.Found, sum.Expected))
        .Select(sum => LedgerFault.Value(state, sum.Name, sum.Found, sum.Expected, why))
        .FirstOrDefault();

    /// <summary>The state has no column for no undone orders, the record an empty one.</summary>
    private static object? Sum(RowValues row, string name) => row[name] ?? (name == UndoneOrders ? "" : null);

    private static LedgerFault? Hash(TableRow row, string column)
    {
        var expected = RowHash.Of(row.Values, column);
        return row.Values[column] is string stored && stored == expected
            ? null
            : LedgerFault.Value(row, column, row.Values[column], expected, "the row as it is now gives that: it was edited");
    }
}
