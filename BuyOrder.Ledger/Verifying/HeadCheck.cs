using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Ledger.Verifying;

/// <summary>What a head's row must be: by itself, and after the entries have come.</summary>
internal static class HeadCheck
{
    /// <summary>Null when it agrees with itself; else the first fault. No row is an empty shard.</summary>
    public static LedgerFault? Check(TableRow? row, out ShardHead head)
    {
        head = ShardHead.Empty;
        if (row is null)
            return null;
        try
        {
            var totals = TotalsText.Read(row.Values);
            const string why = "its totals by source and currency add up to that";
            if (totals.Entries != row.Values.Int64("entries"))
                return LedgerFault.Value(row, "entries", row.Values.Int64("entries"), totals.Entries, why);
            if (totals.Total.Cents != row.Values.Int64("cents"))
                return LedgerFault.Value(row, "cents", row.Values.Int64("cents"), totals.Total.Cents, why);
            head = HeadRow.Read(row);
        }
        catch (Exception unreadable) when (UnreadableRow.Caused(unreadable))
        {
            return LedgerFault.Row(row, unreadable.Message.TrimEnd('.'));
        }
        return head.Entries < 1
            ? LedgerFault.Value(row, "entries", head.Entries, "1 or more", "a shard without entries has no head")
            : RowDifference.First(row, HeadRow.Write(head), "that is how a head is written");
    }

    /// <summary>The head names another block than the newest one.</summary>
    public static LedgerFault OfHash(TableRow row, ShardChain chain) =>
        LedgerFault.Value(row, "hash", row.Values["hash"], chain.NewestHash.ToArray(), "the hash of the newest block");

    /// <summary>Compares it with all blocks and entries of the shard.</summary>
    public static LedgerFault? Compare(TableRow? row, RevenueTotals totals, ShardChain chain)
    {
        if (row is null)
            return null;
        if (chain.Blocks.Count == 0)
            return LedgerFault.Row(row, "the shard has no blocks");
        var newest = chain.Blocks[0];
        var head = new ShardHead(
            totals.Entries, chain.Blocks.Count, totals, chain.NewestHash, new DateTimeOffset(newest.RecordedAt, TimeSpan.Zero))
        {
            RefundsBeyond = newest.CumulativeRefundsBeyond,
        };
        return RowDifference.First(row, HeadRow.Write(head), "blocks and entries of the shard give that");
    }
}
