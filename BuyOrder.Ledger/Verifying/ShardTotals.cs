using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Ledger.Verifying;

/// <summary>What the entries of one shard add up to: all of them, and by business day.</summary>
/// <remarks>
/// <para>
/// A writer may change day rows while they are read. They are read between two readings of the head: at every moment a day row
/// was the sum of the day's entries up to the end of a block between the two. So the entries in between, few as they are, are
/// remembered, and taken off again block by block until the row fits.
/// </para>
/// <para>Memory: a few hundred bytes for each business day.</para>
/// </remarks>
/// <param name="quietUntil">Entries of the head before the day rows were read.</param>
internal sealed class ShardTotals(long quietUntil)
{
    private readonly RevenueSum all = new();
    private readonly Dictionary<DateOnly, RevenueSum> days = [];
    private readonly List<LedgerEntry> late = [];

    public Int128 TurnoverCents => all.TurnoverCents;

    public RevenueTotals All => all.ToTotals();

    public void Add(LedgerEntry entry)
    {
        var revenue = entry.Revenue;
        all.Add(revenue);
        if (!days.TryGetValue(revenue.Day, out var day))
            days.Add(revenue.Day, day = new RevenueSum());
        day.Add(revenue);
        if (entry.Sequence > quietUntil)
            late.Add(entry);
    }

    /// <summary>Compares the day rows with the entries; the first that does not fit, by day.</summary>
    /// <param name="partition">Of the shard.</param>
    /// <param name="rows">By row key.</param>
    /// <param name="blocks">Newest first.</param>
    public LedgerFault? CheckDays(string partition, IReadOnlyDictionary<string, TableRow> rows, IReadOnlyList<BlockRecord> blocks)
    {
        foreach (var (day, sum) in days.OrderBy(day => day.Key))
        {
            if (CheckDay(partition, day, sum, rows.GetValueOrDefault(LedgerKeys.Day(day)), blocks) is { } fault)
                return fault;
        }
        var known = days.Keys.Select(LedgerKeys.Day).ToHashSet(StringComparer.Ordinal);
        return rows.Values.FirstOrDefault(row => !known.Contains(row.Key)) is { } stray
            ? LedgerFault.Row(stray, "the shard has no entry of this day")
            : null;
    }

    private LedgerFault? CheckDay(
        string partition, DateOnly day, RevenueSum sum, TableRow? row, IReadOnlyList<BlockRecord> blocks)
    {
        var fault = Difference(partition, day, sum, row);
        var ofDay = late.Where(entry => entry.Revenue.Day == day).OrderByDescending(entry => entry.Sequence).ToArray();
        var taken = 0;
        foreach (var block in blocks)
        {
            if (fault is null || taken == ofDay.Length)
                return fault;
            for (; taken < ofDay.Length && ofDay[taken].Sequence >= block.First; taken++)
                sum.Remove(ofDay[taken].Revenue);
            if (Difference(partition, day, sum, row) is null)
                return null;
        }
        return fault;
    }

    private static LedgerFault? Difference(string partition, DateOnly day, RevenueSum sum, TableRow? row)
    {
        var totals = sum.ToTotals();
        if (row is not null)
            return RowDifference.First(row, DayRow.Write(totals), "the day's entries add up to that");
        return totals.Entries == 0
            ? null
            : LedgerFault.Missing(partition, LedgerKeys.Day(day), $"{totals.Entries} entries are of that day");
    }
}
