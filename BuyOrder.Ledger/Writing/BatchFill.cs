using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rows;

namespace BuyOrder.Ledger.Writing;

/// <summary>How much of the pending revenue goes into one transaction.</summary>
internal static class BatchFill
{
    /// <summary>Limit of the service, all operations counted.</summary>
    public const int MaxOperations = 100;

    /// <summary>Head and block come with every batch.</summary>
    public const int FixedOperations = 2;

    /// <summary>A day row per entry, and an index row per refund, in the worst case still leave one entry.</summary>
    public const int MaxEntries = MaxOperations - FixedOperations - 1;

    /// <summary>Of the service's 4 MiB; the rest is a margin for what is only estimated.</summary>
    public const int MaxBytes = 3 * 1024 * 1024;

    private const int RowBytes = 4 * 1024;

    /// <summary>How many of <paramref name="pending"/>, from the first; 0 only when the first would take the shard past its capacity.</summary>
    /// <remarks>An entry has at most 32 KiB of text, so that one always fits.</remarks>
    public static int Count(ShardMemory memory, IReadOnlyList<PendingEntry> pending, Zar capacity)
    {
        var totals = memory.Head.Value.Totals;
        var turnover = totals.Turnover;
        var operations = FixedOperations;
        var bytes = (2 * RowBytes) + (totals.Lines.Count * TotalsText.MaxLineBytes);
        var days = new HashSet<DateOnly>();
        for (var i = 0; i < pending.Count; i++)
        {
            var revenue = pending[i].Revenue;
            turnover += Zar.Max(revenue.Value, -revenue.Value);
            operations++;
            bytes += EntryRow.MaxBytes(revenue) + (2 * TotalsText.MaxLineBytes);
            if (revenue.Message.Kind == RevenueKind.Refund)
            {
                operations++;
                bytes += RefundRow.MaxBytes;
            }
            if (days.Add(revenue.Day))
            {
                operations++;
                bytes += RowBytes + (memory.Day(revenue.Day).Value.Lines.Count * TotalsText.MaxLineBytes);
            }
            if (turnover > capacity || operations > MaxOperations || (i > 0 && bytes > MaxBytes))
                return i;
        }
        return pending.Count;
    }
}
