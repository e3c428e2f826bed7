using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Ledger.Verifying;

/// <summary>What a block's row must be by itself, without its neighbours and entries.</summary>
internal static class BlockCheck
{
    /// <summary>Null when it holds, with the block; else the first fault.</summary>
    public static LedgerFault? Check(TableRow row, out LedgerBlock? block)
    {
        block = null;
        try
        {
            block = BlockRow.Read(row);
        }
        catch (Exception unreadable) when (UnreadableRow.Caused(unreadable))
        {
            return LedgerFault.Row(row, unreadable.Message.TrimEnd('.'));
        }
        return Check(row, block);
    }

    private static LedgerFault? Check(TableRow row, LedgerBlock block)
    {
        if (block.First < 1 || row.Key != LedgerKeys.Block(block.First))
            return LedgerFault.Value(row, "first", block.First, row.Key, "the row key counts down from it");
        if (block.KeyHashes.Count == 0 || block.KeyHashes.Count != block.EntryHashes.Count)
            return LedgerFault.Value(row, "keyHashes", $"{block.KeyHashes.Count} hashes", $"{block.EntryHashes.Count} hashes", "one for each entry, and at least one");
        var hash = RevenueHashes.Block(block.Previous, block.First, block.EntryHashes);
        if (hash != block.Hash)
            return LedgerFault.Value(row, "hash", block.Hash.ToArray(), hash.ToArray(), "the hash of previous, first and entryHashes");
        var last = block.First + block.EntryHashes.Count - 1;
        if (block.CumulativeEntries != last)
            return LedgerFault.Value(row, "cumulativeEntries", block.CumulativeEntries, last, "the last of its entries");
        var places = block.RefundsBeyond;
        for (var i = 0; i < places.Count; i++)
        {
            if (places[i] >= block.KeyHashes.Count || (i > 0 && places[i] <= places[i - 1]))
                return LedgerFault.Value(row, "refundsBeyond", row.Values["refundsBeyond"], "places in the block, ascending", "each names a refund once");
        }
        return RowDifference.First(row, BlockRow.Write(block), "that is how a block is written");
    }
}
