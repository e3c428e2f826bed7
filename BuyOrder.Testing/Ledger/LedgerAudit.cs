using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Testing.Ledger;

/// <summary>Recomputes a ledger from its rows: these must hold after every fault.</summary>
internal static class LedgerAudit
{
    public static async Task CheckAsync(ITableStore store, LedgerTotals totals)
    {
        var table = store.Table(LedgerKeys.Table);
        foreach (var shard in totals.Shards)
        {
            var rows = await RowsAsync(table, LedgerKeys.Partition(shard.Shard));
            var entries = Of(rows, "e:").Select(EntryRow.Read).OrderBy(entry => entry.Sequence).ToArray();
            CheckEntries(rows, shard, entries);
            CheckChain(rows, shard, entries);
            CheckDays(rows, entries);
        }
        Check.Equal(totals.Total, totals.Sources.Values.Aggregate(Zar.Zero, (sum, source) => sum + source.Net));
        Check.Equal(totals.Entries, totals.Sources.Values.Sum(source => source.Entries));
    }

    private static void CheckEntries(List<TableRow> rows, ShardCutOff shard, LedgerEntry[] entries)
    {
        Check.Equal(Enumerable.Range(1, entries.Length).Select(i => (long)i), entries.Select(entry => entry.Sequence));
        Check.Equal(shard.Entries, entries.Length);
        Check.Equal(shard.Total, entries.Aggregate(Zar.Zero, (sum, entry) => sum + entry.Revenue.Value));
        Check.All(Of(rows, "e:"), row => Check.Equal(EntryRow.ContentHash(row), EntryRow.Read(row).Revenue.ContentHash));
        Check.All(Of(rows, "e:"), row => Check.Equal(row.Key, LedgerKeys.Entry(EntryRow.Read(row).Revenue.IdHash)));
    }

    private static void CheckChain(List<TableRow> rows, ShardCutOff shard, LedgerEntry[] entries)
    {
        Sha256Hash previous = default;
        var covered = 0;
        var total = Zar.Zero;
        var number = 0;
        foreach (var block in Of(rows, "b:").Reverse().Select(BlockRow.Read))
        {
            var own = entries[covered..(covered + block.EntryHashes.Count)];
            Check.Equal(++number, block.Number);
            Check.Equal(covered + 1, block.First);
            Check.Equal(previous, block.Previous);
            Check.Equal(own.Select(RevenueHashes.Entry), block.EntryHashes);
            Check.Equal(own.Select(entry => entry.Revenue.IdHash), block.KeyHashes);
            Check.Equal(RevenueHashes.Block(previous, block.First, block.EntryHashes), block.Hash);
            Check.All(own, entry => Check.Equal(block.RecordedAt, entry.RecordedAt));
            Check.Equal(own.Aggregate(Zar.Zero, (sum, entry) => sum + entry.Revenue.Value), block.Sum);
            covered += own.Length;
            total += block.Sum;
            Check.Equal((covered, total), (block.CumulativeEntries, block.CumulativeTotal));
            previous = block.Hash;
        }
        Check.Equal(entries.Length, covered);
        Check.Equal(number, shard.Blocks);
        Check.Equal(previous, shard.HeadHash);
    }

    private static void CheckDays(List<TableRow> rows, LedgerEntry[] entries)
    {
        var expected = entries.GroupBy(entry => entry.Revenue.Day)
            .ToDictionary(day => LedgerKeys.Day(day.Key), day => RevenueTotals.Empty.Plus(day.Select(entry => entry.Revenue)));
        var days = Of(rows, "d:").ToDictionary(row => row.Key, DayRow.Read);
        Check.Equal(expected.Keys.Order(), days.Keys.Order());
        Check.All(expected, day => Check.Equal(day.Value.Lines, days[day.Key].Lines));
    }

    private static IEnumerable<TableRow> Of(List<TableRow> rows, string prefix) =>
        rows.Where(row => row.Key.StartsWith(prefix, StringComparison.Ordinal));

    private static async Task<List<TableRow>> RowsAsync(ITable table, string partition)
    {
        var rows = new List<TableRow>();
        string? continuation = null;
        do
        {
            var page = await table.QueryAsync(
                new TableQuery(partition, Continuation: continuation), TestRun.Cancellation);
            rows.AddRange(page.Rows);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return rows;
    }
}
