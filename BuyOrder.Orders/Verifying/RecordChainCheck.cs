using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>
/// The record chain, newest record first: each by itself, its link to the one before, its sums from those before and its event, and what was
/// promised from what was available. Keeps what the records say of each order, each task and each version of the parameters.
/// </summary>
/// <param name="anchor">The newest record of an earlier moment; null when none is known.</param>
internal sealed class RecordChainCheck(RecordAnchor? anchor)
{
    private TableRow? newerRow;
    private TreasuryRecord? newer;

    public Dictionary<string, KnownOrder> Orders { get; } = new(StringComparer.Ordinal);

    /// <summary>Hash of each version that a record names, with the record.</summary>
    public SortedDictionary<int, (string Hash, long Record)> Parameters { get; } = [];

    public TreasuryRecord? Newest { get; private set; }

    /// <summary>The record that the sums begin with: the first, or the newest restart that took all orders up anew.</summary>
    public TreasuryRecord? Base { get; private set; }

    public long Count { get; private set; }

    /// <summary>Takes the next older record; its fault, or null.</summary>
    public LedgerFault? Add(TableRow row)
    {
        // Where an operator had the records restarted, those before are what was broken: they prove nothing any more, and are no fault.
        if (Base is { Event: RecordEvent.Restarted })
        {
            Count++;
            return null;
        }

        if (TreasuryStateCheck.Record(row) is { } edited)
            return edited;
        TreasuryRecord record;
        try
        {
            record = RecordRow.Read(row.Values);
        }
        catch (Exception unreadable) when (UnreadableRow.Caused(unreadable))
        {
            return LedgerFault.Row(row, unreadable.Message.TrimEnd('.'));
        }

        var fault = RowDifference.First(row, RecordRow.Write(record), "that is how a record is written") ?? Link(row, record) ?? Anchored(row, record);
        if (fault is null && newer is not null)
            fault = Followed(record);
        if (fault is not null)
            return fault;
        Newest ??= record;
        if (record.Earlier is not null)
            Base ??= record;
        Count++;
        Keep(record);
        (newerRow, newer) = (row, record);
        return null;
    }

    /// <summary>Call after the last record.</summary>
    public LedgerFault? End()
    {
        var first = newer?.Number ?? 0;
        if (first != 1 && Base is not { Event: RecordEvent.Restarted })
            return LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Record(first == 0 ? 1 : first - 1), first == 0 ? "the chain begins with it" : Number($"record {first} follows it"));
        if (Base is null)
            return LedgerFault.Value(newerRow!, "earlierOrders", null, 0, "the first record counts the orders from before it");
        return anchor is not null && anchor.Number > Newest!.Number
            ? LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Record(anchor.Number), "an earlier verification has seen it: the newest records were cut off")
            : null;
    }

    private LedgerFault? Link(TableRow row, TreasuryRecord record)
    {
        if (newer is null)
            return null;
        if (record.Number != newer.Number - 1)
            return LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Record(newer.Number - 1), Number($"record {newer.Number} follows it"));
        return record.Hash == newer.Previous
            ? null
            : LedgerFault.Value(row, RecordRow.HashColumn, record.Hash, newer.Previous, Number($"record {newer.Number} names that"));
    }

    private LedgerFault? Anchored(TableRow row, TreasuryRecord record) => anchor is null || record.Number != anchor.Number || record.Hash == anchor.Hash
        ? null
        : LedgerFault.Value(row, RecordRow.HashColumn, record.Hash, anchor.Hash, "an earlier verification has seen that");

    /// <summary>Whether the record that came before this one in the scan, the newer one, follows from it.</summary>
    private LedgerFault? Followed(TreasuryRecord before)
    {
        var record = newer!;

        // Sums that were made anew hold from there on; the orders themselves are held to them.
        if (record.Event == RecordEvent.Restarted)
            return null;
        if (record.Task is { } task)
            return FollowedByTask(before, record, task);
        if (record.Order is not { } order || RecordedSums.After(before.Sums, record.Event, order) is not { } sums)
            return LedgerFault.Value(newerRow!, "event", record.Event.ToString(), null, Number($"it cannot follow on record {before.Number}"));
        if (before.Sums.Windows is null && record.Event == RecordEvent.Reserved)
        {
            if (NotCounted(record.Sums.Windows, order) is { } uncounted)
                return uncounted;
            sums = sums with { Windows = record.Sums.Windows };
        }

        var wanted = record with { Sums = sums, LateFailures = LateFailures(before, record, order) };
        wanted = record.Event == RecordEvent.Reserved
            ? wanted with { SettledCutOff = before.SettledCutOff, ParametersVersion = order.ParametersVersion, ParametersHash = order.ParametersHash }
            : wanted with
            {
                Revenue = before.Revenue,
                CutOff = before.CutOff,
                ParametersVersion = before.ParametersVersion,
                ParametersHash = before.ParametersHash,
                SettledCutOff = order.Purchase is null || record.Event == RecordEvent.Undone ? before.SettledCutOff : record.SettledCutOff,
            };
        var fault = RowDifference.First(
            newerRow! with { Values = Unsealed(newerRow.Values.Copy()) }, Unsealed(RecordRow.Write(wanted)), Number($"record {before.Number} and the event give that"));
        return fault ?? (record.Event == RecordEvent.Reserved ? Promised(before, order) : null);
    }

    /// <summary>A task changes nothing but what is open.</summary>
    private LedgerFault? FollowedByTask(TreasuryRecord before, TreasuryRecord record, RecordedTask task) =>
        RecordedTask.After(before.Sums, record.Event, task) is { } sums
            ? RowDifference.First(
                newerRow! with { Values = Unsealed(newerRow.Values.Copy()) },
                Unsealed(RecordRow.Write(RecordedTask.Next(before, record.Event, record.At, task, sums) with { Number = record.Number, Previous = record.Previous })),
                Number($"record {before.Number} and the event give that"))
            : LedgerFault.Value(newerRow!, "event", record.Event.ToString(), null, Number($"it cannot follow on record {before.Number}"));

    /// <summary>Windows that follow on none were counted from the orders; this one is among them at least.</summary>
    private LedgerFault? NotCounted(SpendWindows? windows, RecordedOrder order)
    {
        if (windows is null)
            return null;
        if (windows.Day != order.Day)
            return LedgerFault.Value(newerRow!, "windowDay", DayText.Of(windows.Day), WindowColumns.TextOf(order.Day), "the order that was reserved counts under it");
        if (windows.DaySpend < order.Spend)
            return LedgerFault.Value(newerRow!, "daySpendCents", windows.DaySpend.Cents, Number($"{order.Spend.Cents} or more"), "the order that was reserved is among it");
        return windows.MonthSpend < windows.DaySpend
            ? LedgerFault.Value(newerRow!, "monthSpendCents", windows.MonthSpend.Cents, Number($"{windows.DaySpend.Cents} or more"), "the day is a part of the month")
            : null;
    }

    /// <summary>What was promised from the revenue that was available.</summary>
    private LedgerFault? Promised(TreasuryRecord before, RecordedOrder order)
    {
        var available = order.RevenueTotal - before.Sums.ConsumedBase;
        if (order.RevenueBase > available)
            return LedgerFault.Value(newerRow!, "revenueBaseCents", order.RevenueBase.Cents, Number($"{available.Cents} at most"), "no more was available");
        if (order.RateBps is < 1 or > AllocationRule.BpsPerOne)
            return LedgerFault.Value(newerRow!, "rateBps", order.RateBps, "1 to 10000", "it is a rate");
        return AllocationRule.BaseOf(order.Spend, order.RateBps) == order.RevenueBase
            ? null
            : LedgerFault.Value(newerRow!, "revenueBaseCents", order.RevenueBase.Cents, AllocationRule.BaseOf(order.Spend, order.RateBps).Cents, "the spend at that rate takes so much");
    }

    private static string LateFailures(TreasuryRecord before, TreasuryRecord record, RecordedOrder order)
    {
        var isLate = record.Event == RecordEvent.Resolved && order.Purchase is null && RecordedSums.UndoneIn(before.Sums).Contains(order.Id);
        if (!isLate)
            return before.LateFailures;
        return before.LateFailures.Length == 0 ? order.Id : $"{before.LateFailures},{order.Id}";
    }

    private void Keep(TreasuryRecord record)
    {
        // What a restart took up anew is not held to what was said before it.
        if (Base is not null && Base.Number != record.Number)
            return;
        if (record.ParametersHash is { } hash)
            Parameters.TryAdd(record.ParametersVersion, (hash, record.Number));
        if (record.Task is { } task)
            Orders.TryAdd(task.Id, new KnownOrder(task.Id) { RecordNumber = record.Number, RecordedHash = task.RowHash });
        if (record.Order is not { } order)
            return;
        if (!Orders.TryGetValue(order.Id, out var known))
        {
            known = new KnownOrder(order.Id) { RecordNumber = record.Number, RecordedHash = order.RowHash, Recorded = (order.RevenueBase, order.Spend) };
            Orders.Add(order.Id, known);
        }

        known.HashAtStart = order.RowHashBefore;
        known.IsReservedInChain = record.Event == RecordEvent.Reserved;
    }

    private static RowValues Unsealed(RowValues row)
    {
        row[RecordRow.HashColumn] = null;
        return row;
    }

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
