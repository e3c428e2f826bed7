using BuyOrder.Domain.Revenue;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Ledger.Verifying;

/// <summary>What a verification of all shards has come to.</summary>
/// <param name="Entries">That fit.</param>
/// <param name="Blocks">That fit.</param>
/// <param name="Frozen">Frozen ledger roots that were computed again and fit.</param>
/// <param name="Fault">Null when all fits.</param>
/// <param name="Shards">Where each shard stood; null with a fault.</param>
internal sealed record LedgerVerdict(long Entries, long Blocks, int Frozen, LedgerFault? Fault, IReadOnlyList<ShardCutOff>? Shards)
{
    /// <summary>Refunds that had no row in the index of refunds.</summary>
    public int MissingRefundRows { get; init; }
}
