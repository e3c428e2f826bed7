using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rows;

namespace BuyOrder.Functions.Tests.Ledger.Verifying;

/// <summary>Takes a shard back to where it was before its newest block: no hash and no sum is wrong afterwards.</summary>
internal static class TailCut
{
    public static async Task ApplyAsync(TamperedLedger ledger, string partition)
    {
        var blocks = ledger.Of(LedgerKeys.BlockPrefix, partition);
        var (newest, before) = (BlockRow.Read(TamperedLedger.Row(blocks[0])), BlockRow.Read(TamperedLedger.Row(blocks[1])));
        var entries = ledger.Of(LedgerKeys.EntryPrefix, partition)
            .Select(row => (Row: row, EntryRow.Read(TamperedLedger.Row(row)).Revenue, EntryRow.Read(TamperedLedger.Row(row)).Sequence)).ToArray();
        var kept = entries.Where(entry => entry.Sequence < newest.First).Select(entry => entry.Revenue).ToArray();

        await ledger.DeleteAsync(blocks[0]);
        foreach (var (row, _, _) in entries.Where(entry => entry.Sequence >= newest.First))
            await ledger.DeleteAsync(row);
        foreach (var row in ledger.Of(LedgerKeys.DayPrefix, partition))
        {
            var ofDay = kept.Where(revenue => LedgerKeys.Day(revenue.Day) == row.RowKey).ToArray();
            if (ofDay.Length == 0)
                await ledger.DeleteAsync(row);
            else
                await ledger.PutAsync(TamperedLedger.Entity(partition, row.RowKey, DayRow.Write(RevenueTotals.Empty.Plus(ofDay))));
        }
        var head = new ShardHead(before.CumulativeEntries, before.Number, RevenueTotals.Empty.Plus(kept), before.Hash, before.RecordedAt);
        await ledger.PutAsync(TamperedLedger.Entity(partition, LedgerKeys.Head, HeadRow.Write(head)));
    }

    /// <summary>Takes every shard back to the rows that were there when the ledger was set up.</summary>
    public static async Task ToLastOrderAsync(TamperedLedger ledger)
    {
        foreach (var row in await ledger.ReadAsync())
        {
            if (ledger.Rows.FirstOrDefault(each => each.PartitionKey == row.PartitionKey && each.RowKey == row.RowKey) is { } before)
                await ledger.PutAsync(TamperedLedger.Copy(before));
            else if (row.PartitionKey.Length == 2)
                await ledger.DeleteAsync(row);
        }
    }
}
