using BuyOrder.Domain.Revenue;

namespace BuyOrder.Ledger.Reading;

/// <summary>An entry with its shard and the block that holds it.</summary>
internal sealed record FoundEntry(int Shard, LedgerEntry Entry, LedgerBlock Block)
{
    /// <summary>A refund that was beyond a limit when it was recorded.</summary>
    public bool IsRefundBeyond => Block.RefundsBeyond.Contains((int)(Entry.Sequence - Block.First));
}
