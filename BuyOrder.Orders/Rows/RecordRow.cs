using System.Globalization;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Rows;

/// <summary>A link of the record chain as a row, and back.</summary>
internal static class RecordRow
{
    public const string HashColumn = "hash";

    /// <summary>Of a record with windows, which code that would drop them does not read: it takes no step then.</summary>
    public const int WindowsSchema = 2;

    /// <summary>Of a record about a wallet task, which code that knows none does not read: it takes no step then.</summary>
    public const int TasksSchema = 3;

    /// <summary>With its hash computed anew; the record's own is not looked at.</summary>
    public static RowValues Write(TreasuryRecord record)
    {
        var row = new RowValues
        {
            ["schema"] = SchemaOf(record),
            ["number"] = record.Number,
            ["previous"] = record.Previous,
            ["event"] = record.Event.ToString(),
            ["at"] = record.At,
            ["cutOff"] = Counts(record.CutOff),
            ["lastParametersVersion"] = record.ParametersVersion,
            ["lastParametersHash"] = record.ParametersHash,
            ["earlierOrders"] = record.Earlier?.Count,
            ["earlierOrdersHash"] = record.Earlier?.Hash,
            ["settledCutOff"] = Counts(record.SettledCutOff),
            ["lateFailures"] = record.LateFailures,
            ["beyondOrdersCents"] = record.BeyondOrders == Zar.Zero ? null : record.BeyondOrders.Cents,
            ["detail"] = record.Detail,
            ["heldReason"] = record.Held?.Reason.Value,
            ["heldDetail"] = record.Held?.Detail,
            ["heldSince"] = record.Held?.Since,
        };
        TotalsText.Write(row, record.Revenue);
        WriteSums(row, record.Sums);
        if (record.Order is { } order)
            WriteOrder(row, order);
        if (record.Task is { } task)
            RecordedTaskColumns.Write(row, task);
        row[HashColumn] = RowHash.Of(row);
        return row;
    }

    public static TreasuryRecord Read(RowValues row)
    {
        row.RequireSchema("A record", TasksSchema);
        return new TreasuryRecord
        {
            Number = row.Int64("number"),
            Previous = row.TextOrNull("previous"),
            Event = row.Name<RecordEvent>("event"),
            At = row.Time("at"),
            Order = row.TextOrNull("orderId") is null ? null : ReadOrder(row),
            Task = RecordedTaskColumns.Read(row),
            Sums = ReadSums(row),
            Revenue = TotalsText.Read(row),
            CutOff = ReadCounts(row.Text("cutOff")),
            ParametersVersion = row.Int32("lastParametersVersion"),
            ParametersHash = row.TextOrNull("lastParametersHash"),
            Earlier = row.Int64OrNull("earlierOrders") is { } count ? new EarlierOrders(count, row.Text("earlierOrdersHash")) : null,
            SettledCutOff = ReadCounts(row.Text("settledCutOff")),
            LateFailures = row.Text("lateFailures"),
            BeyondOrders = new Zar(row.Int64OrNull("beyondOrdersCents") ?? 0),
            Detail = row.TextOrNull("detail"),
            Held = row.ReasonOrNull("heldReason") is { } reason ? new RecordedHold(reason, row.Text("heldDetail"), row.Time("heldSince")) : null,
            Hash = row.Text(HashColumn),
        };
    }

    /// <summary>A record by its number; null when there is none, or it is not as it was written.</summary>
    public static async Task<TreasuryRecord?> FindAsync(ITable table, long number, CancellationToken cancellation) =>
        await table.ReadAsync(OrderKeys.Partition, OrderKeys.Record(number), cancellation) is { } row && TreasuryStateCheck.Record(row) is null
            ? Read(row.Values)
            : null;

    /// <summary>Of the row of the order or the task that a record is about; null where it is about none.</summary>
    public static string? HashOf(RowValues record) => record.TextOrNull("orderHash") ?? record.TextOrNull(RecordedTaskColumns.HashColumn);

    private static int SchemaOf(TreasuryRecord record)
    {
        if (record.Task is not null)
            return TasksSchema;
        return record.Sums.Windows is null ? RowText.Schema : WindowsSchema;
    }

    private static void WriteOrder(RowValues row, RecordedOrder order)
    {
        row["orderId"] = order.Id;
        row["revenueBaseCents"] = order.RevenueBase.Cents;
        row["spendCents"] = order.Spend.Cents;
        row["spendUnits"] = RowText.Of(order.SpendUnits);
        row["rateBps"] = order.RateBps;
        row["ledgerRoot"] = order.LedgerRoot;
        row["revenueTotalCents"] = order.RevenueTotal.Cents;
        row["parametersVersion"] = order.ParametersVersion;
        row["parametersHash"] = order.ParametersHash;
        row["orderGasWei"] = RowText.Of(order.GasSpentWei);
        row["orderHash"] = order.RowHash;
        row["orderHashBefore"] = order.RowHashBefore;
        row["orderDay"] = WindowColumns.TextOf(order.Day);
        if (order.Purchase is not { } purchase)
            return;
        row["transactionHash"] = purchase.TransactionHash.ToString();
        row["blockNumber"] = purchase.BlockNumber;
        row["blockHash"] = purchase.BlockHash.ToString();
        row["spentUnits"] = RowText.Of(purchase.SpentUnits);
        row["tokensBought"] = RowText.Of(purchase.TokensAcquired);
    }

    private static RecordedOrder ReadOrder(RowValues row) => new(
        row.Text("orderId"),
        new Zar(row.Int64("revenueBaseCents")),
        new Zar(row.Int64("spendCents")),
        row.BigInteger("spendUnits"),
        row.Int32("rateBps"),
        row.Text("ledgerRoot"),
        new Zar(row.Int64("revenueTotalCents")),
        row.Int32("parametersVersion"),
        row.TextOrNull("parametersHash"),
        row["transactionHash"] is not null
            ? new Purchase(
                RowChain.Hash(row, "transactionHash"),
                row.Int64("blockNumber"),
                RowChain.Hash(row, "blockHash"),
                row.BigInteger("spentUnits"),
                row.BigInteger("tokensBought"))
            : null,
        row.BigInteger("orderGasWei"),
        row.Text("orderHash"),
        row.TextOrNull("orderHashBefore"),
        WindowColumns.ReadDay(row, "orderDay"));

    private static void WriteSums(RowValues row, TreasurySums sums)
    {
        row["consumedBaseCents"] = sums.ConsumedBase.Cents;
        row["totalSpentCents"] = sums.TotalSpent.Cents;
        row["tokensAcquired"] = RowText.Of(sums.TokensAcquired);
        row["gasSpentWei"] = RowText.Of(sums.GasSpentWei);
        row["completed"] = sums.Completed;
        row["failed"] = sums.Failed;
        row["openOrderId"] = sums.OpenOrderId;
        row["openSpendCents"] = sums.OpenSpend.Cents;
        row["undoneOrders"] = sums.UndoneOrders;
        row["undoneSpendCents"] = sums.UndoneSpend.Cents;
        WindowColumns.Write(row, sums.Windows);
    }

    private static TreasurySums ReadSums(RowValues row) => new(
        new Zar(row.Int64("consumedBaseCents")),
        new Zar(row.Int64("totalSpentCents")),
        row.BigInteger("tokensAcquired"),
        row.BigInteger("gasSpentWei"),
        row.Int64("completed"),
        row.Int64("failed"),
        row.TextOrNull("openOrderId"),
        new Zar(row.Int64("openSpendCents")),
        row.Text("undoneOrders"),
        new Zar(row.Int64("undoneSpendCents")),
        WindowColumns.Read(row));

    private static string Counts(IEnumerable<long> counts) => string.Join(',', counts.Select(count => count.ToString(CultureInfo.InvariantCulture)));

    private static IReadOnlyList<long> ReadCounts(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(count => long.Parse(count, NumberStyles.None, CultureInfo.InvariantCulture))];
}
