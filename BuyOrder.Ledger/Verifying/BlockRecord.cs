namespace BuyOrder.Ledger.Verifying;

/// <summary>What is kept of a verified block until its entries have come: all that its hash does not cover.</summary>
internal readonly record struct BlockRecord(
    long First,
    long Last,
    long Number,
    long Cents,
    long CumulativeCents,
    long RecordedAt,
    IReadOnlyList<int> RefundsBeyond,
    long CumulativeRefundsBeyond);
