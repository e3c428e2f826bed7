using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Revenue;

/// <summary>
/// The whole ledger at one look, each shard exact at the moment it was read. The total is sales minus refunds and may be
/// negative; every source is listed, also without entries; the breakdown has a line for each source and currency that
/// has some; the shards are in order, and an order freezes them as its cut-off.
/// </summary>
public sealed record LedgerTotals(
    Zar Total,
    long Entries,
    IReadOnlyDictionary<RevenueSource, SourceTotals> Sources,
    RevenueTotals Breakdown,
    Sha256Hash LedgerRoot,
    IReadOnlyList<ShardCutOff> Shards)
{
    /// <summary>How many refunds of each shard were beyond a limit when they were recorded, in shard order.</summary>
    public IReadOnlyList<long> RefundsBeyond { get; init; } = [];

    /// <param name="heads">One per shard, in shard order.</param>
    public static LedgerTotals Of(IReadOnlyList<ShardHead> heads)
    {
        var shards = heads
            .Select((head, shard) => new ShardCutOff(shard, head.Entries, head.Blocks, head.Totals.Total, head.Hash))
            .ToArray();
        return new LedgerTotals(
            shards.Aggregate(Zar.Zero, (sum, shard) => sum + shard.Total),
            shards.Sum(shard => shard.Entries),
            RevenueTotals.BySource(heads.Select(head => head.Totals)),
            RevenueTotals.Sum(heads.Select(head => head.Totals)),
            RevenueHashes.LedgerRoot(shards),
            shards)
        {
            RefundsBeyond = [.. heads.Select(head => head.RefundsBeyond)],
        };
    }
}
