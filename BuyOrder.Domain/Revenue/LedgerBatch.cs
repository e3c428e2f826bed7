namespace BuyOrder.Domain.Revenue;

/// <summary>What one transaction adds to a shard: its entries, their block, the head after it, and the revenue by day.</summary>
public sealed record LedgerBatch(
    IReadOnlyList<LedgerEntry> Entries,
    LedgerBlock Block,
    ShardHead Head,
    IReadOnlyDictionary<DateOnly, IReadOnlyList<ValuedRevenue>> Days)
{
    /// <summary>The batch that puts <paramref name="revenue"/>, in its order, behind <paramref name="head"/>.</summary>
    /// <remarks>
    /// Clocks of several writers differ, so the recording time is <paramref name="now"/> or that of the head, whichever is later: in
    /// a shard it never goes back, and ranges of time are ranges of sequence numbers.
    /// </remarks>
    /// <param name="head">The shard's head.</param>
    /// <param name="revenue">At least one.</param>
    /// <param name="now">The writer's time.</param>
    /// <param name="refundsBeyond">Places, from 0 and ascending, of refunds that are beyond a limit; null: none is.</param>
    public static LedgerBatch Build(
        ShardHead head, IReadOnlyList<ValuedRevenue> revenue, DateTimeOffset now, IReadOnlyList<int>? refundsBeyond = null)
    {
        if (revenue.Count == 0)
            throw new ArgumentException("A batch has at least one entry.", nameof(revenue));

        var recordedAt = now > head.RecordedAt ? now.ToUniversalTime() : head.RecordedAt;
        var first = head.Entries + 1;
        var entries = revenue.Select((item, i) => new LedgerEntry(item, first + i, recordedAt)).ToArray();
        var hashes = entries.Select(RevenueHashes.Entry).ToArray();
        var totals = head.Totals.Plus(revenue);
        var hash = RevenueHashes.Block(head.Hash, first, hashes);
        var block = new LedgerBlock(
            Number: head.Blocks + 1,
            First: first,
            KeyHashes: [.. revenue.Select(item => item.IdHash)],
            EntryHashes: hashes,
            Sum: totals.Total - head.Totals.Total,
            CumulativeEntries: totals.Entries,
            CumulativeTotal: totals.Total,
            Previous: head.Hash,
            Hash: hash,
            RecordedAt: recordedAt)
        {
            RefundsBeyond = refundsBeyond ?? [],
            CumulativeRefundsBeyond = head.RefundsBeyond + (refundsBeyond?.Count ?? 0),
        };
        var days = revenue.GroupBy(item => item.Day).ToDictionary(day => day.Key, IReadOnlyList<ValuedRevenue> (day) => [.. day]);
        var after = new ShardHead(totals.Entries, block.Number, totals, hash, recordedAt) { RefundsBeyond = block.CumulativeRefundsBeyond };
        return new LedgerBatch(entries, block, after, days);
    }
}
