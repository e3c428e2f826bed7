using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Writing;

/// <summary>The head and day rows of one shard as last seen, so that a batch usually needs no read before its write.</summary>
/// <remarks>
/// It may be stale: then an ETag no longer holds and the batch is refused as a whole. Every change of a day row changes the head too, so a
/// head that still holds vouches for all days remembered with it. Not for use by several callers at once.
/// </remarks>
internal sealed class ShardMemory(ITable table, string partition)
{
    /// <summary>More days than one batch can touch; past it only those of the newest batch are kept.</summary>
    private const int MaxDays = 400;

    private readonly Dictionary<DateOnly, Remembered<RevenueTotals>> days = [];
    private Remembered<ShardHead>? head;

    public Remembered<ShardHead> Head => head ?? throw new InvalidOperationException("Load the head first.");

    public Remembered<RevenueTotals> Day(DateOnly day) => days[day];

    /// <summary>Reads what is not remembered of the head and these days, all at once.</summary>
    public async Task LoadAsync(IEnumerable<DateOnly> needed, CancellationToken cancellation)
    {
        var missing = needed.Where(day => !days.ContainsKey(day)).ToArray();
        if (head is not null && missing.Length == 0)
            return;

        // All at once: a batch written in between makes a row stale, and the transaction is then refused as a whole.
        var readDays = missing.Select(day => table.ReadAsync(partition, LedgerKeys.Day(day), cancellation)).ToArray();
        if (head is null)
        {
            var row = await table.ReadAsync(partition, LedgerKeys.Head, cancellation);
            head = new(HeadRow.Read(row), row?.ETag);
        }
        foreach (var (day, row) in missing.Zip(await Task.WhenAll(readDays)))
            days[day] = new(DayRow.Read(row), row?.ETag);
    }

    /// <summary>What a batch of ours has made of the rows.</summary>
    public void Remember(Remembered<ShardHead> newHead, IReadOnlyDictionary<DateOnly, Remembered<RevenueTotals>> newDays)
    {
        head = newHead;
        if (days.Count + newDays.Count > MaxDays)
            days.Clear();
        foreach (var (day, totals) in newDays)
            days[day] = totals;
    }

    public void Forget()
    {
        head = null;
        days.Clear();
    }
}

/// <summary>What a row held and the ETag it had; null when there is no such row yet, so that it must be inserted.</summary>
internal sealed record Remembered<T>(T Value, string? ETag);
