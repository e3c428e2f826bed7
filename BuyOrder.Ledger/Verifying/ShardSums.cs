using BuyOrder.Ledger.Rows;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Ledger.Verifying;

/// <summary>After the entries have come: is each of them there, and are the blocks' figures, which no hash covers, theirs?</summary>
internal static class ShardSums
{
    /// <summary>The first entry, by sequence number, that its block names and that has not come; null when all have.</summary>
    /// <param name="chain">The blocks.</param>
    /// <param name="slots">What has come.</param>
    /// <param name="fromBucket">The first part of the key order that was looked at.</param>
    /// <param name="beforeBucket">The first that was not looked at any more.</param>
    public static long? FirstMissing(ShardChain chain, EntrySlots slots, int fromBucket, int beforeBucket)
    {
        for (var i = chain.Blocks.Count - 1; i >= 0; i--)
        {
            for (var sequence = chain.Blocks[i].First; sequence <= chain.Blocks[i].Last; sequence++)
            {
                if (!slots.IsSettled(sequence, fromBucket, beforeBucket))
                    return sequence;
            }
        }
        return null;
    }

    /// <summary>The first block, from the oldest on, whose figures are not those of its entries. All entries must have come.</summary>
    public static LedgerFault? Check(string partition, ShardChain chain, EntrySlots slots)
    {
        var (number, total, recordedAt, beyond) = (0L, 0L, 0L, 0L);
        for (var i = chain.Blocks.Count - 1; i >= 0; i--)
        {
            var block = chain.Blocks[i];
            var (sum, own) = (0L, slots.Taken(block.First).RecordedAt);
            for (var sequence = block.First; sequence <= block.Last; sequence++)
            {
                var entry = slots.Taken(sequence);
                sum += entry.Cents;
                if (entry.RecordedAt != own)
                    return Fault(block, "recordedAt", Time(block.RecordedAt), Time(entry.RecordedAt), $"entry {sequence} was recorded then");
            }
            total += sum;
            number++;
            if (block.Number != number)
                return Fault(block, "number", block.Number, number, "blocks are numbered from 1");
            if (block.Cents != sum)
                return Fault(block, "cents", block.Cents, sum, "the sum of its entries");
            if (block.CumulativeCents != total)
                return Fault(block, "cumulativeCents", block.CumulativeCents, total, "the sum of all entries so far");
            if (block.RecordedAt != own)
                return Fault(block, "recordedAt", Time(block.RecordedAt), Time(own), "its entries were recorded then");
            if (own < recordedAt)
                return Fault(block, "recordedAt", Time(own), Time(recordedAt), "the block before it is of that time, and time never goes back");
            recordedAt = own;
            foreach (var place in block.RefundsBeyond)
            {
                if (slots.Taken(block.First + place).Cents > 0)
                    return Fault(block, "refundsBeyond", place, "the place of a refund", $"entry {block.First + place} is a sale");
            }
            beyond += block.RefundsBeyond.Count;
            if (block.CumulativeRefundsBeyond != beyond)
                return Fault(block, "cumulativeRefundsBeyond", block.CumulativeRefundsBeyond, beyond, "the blocks so far name that many");
        }
        return null;

        LedgerFault Fault(BlockRecord block, string property, object found, object expected, string why) =>
            LedgerFault.Value(partition, LedgerKeys.Block(block.First), property, found, expected, why);
    }

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}
