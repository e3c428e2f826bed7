using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Writing;

/// <summary>One transaction on a shard: head first, then block, day rows, entries and the index of refunds, each with its precondition.</summary>
internal sealed class ShardBatch
{
    private const int FirstDay = BatchFill.FixedOperations;

    private readonly ShardHead head;
    private readonly List<(DateOnly Day, RevenueTotals Totals)> days = [];
    private readonly List<TableWrite> writes = [];
    private readonly List<PendingEntry> refunds = [];
    private readonly int firstRefund;

    private ShardBatch(ShardMemory memory, LedgerBatch batch, IReadOnlyList<PendingEntry> pending)
    {
        head = batch.Head;
        writes.Add(Write(LedgerKeys.Head, HeadRow.Write(head), memory.Head.ETag));
        writes.Add(new TableWrite.Insert(LedgerKeys.Block(batch.Block.First), BlockRow.Write(batch.Block)));
        foreach (var (day, revenue) in batch.Days)
        {
            var before = memory.Day(day);
            var totals = before.Value.Plus(revenue);
            days.Add((day, totals));
            writes.Add(Write(LedgerKeys.Day(day), DayRow.Write(totals), before.ETag));
        }
        foreach (var entry in batch.Entries)
            writes.Add(new TableWrite.Insert(LedgerKeys.Entry(entry.Revenue.IdHash), EntryRow.Write(entry)));
        firstRefund = writes.Count;
        foreach (var (entry, item) in batch.Entries.Zip(pending))
        {
            if (entry.Revenue.Message.RefundOf is null)
                continue;
            refunds.Add(item);
            writes.Add(Write(RefundRow.Key(entry), RefundRow.Write(entry), item.StrayIndexETag));
        }
    }

    public IReadOnlyList<TableWrite> Writes => writes;

    public static ShardBatch Build(ShardMemory memory, IReadOnlyList<PendingEntry> pending, DateTimeOffset now)
    {
        var beyond = Enumerable.Range(0, pending.Count).Where(place => pending[place].IsRefundBeyond);
        return new(memory, LedgerBatch.Build(memory.Head.Value, [.. pending.Select(item => item.Revenue)], now, [.. beyond]), pending);
    }

    /// <summary>True when this operation inserts an entry, and so its failure means that the id is in the ledger.</summary>
    public bool IsEntry(int index) => index >= FirstDay + days.Count && index < firstRefund;

    /// <summary>The refund whose row of the index this operation writes; null for every other.</summary>
    public PendingEntry? RefundAt(int index) => index >= firstRefund ? refunds[index - firstRefund] : null;

    /// <summary>Carries the rows as they stand after the batch was applied over to the memory.</summary>
    public void Applied(ShardMemory memory, IReadOnlyList<string?> etags)
    {
        var newDays = new Dictionary<DateOnly, Remembered<RevenueTotals>>();
        for (var i = 0; i < days.Count; i++)
            newDays[days[i].Day] = new(days[i].Totals, etags[FirstDay + i]);
        memory.Remember(new(head, etags[0]), newDays);
    }

    private static TableWrite Write(string key, RowValues values, string? etag) =>
        etag is null ? new TableWrite.Insert(key, values) : new TableWrite.Replace(key, values, etag);
}
