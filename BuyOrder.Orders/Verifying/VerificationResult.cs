using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Verifying;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>What a verification of the whole ledger has come to.</summary>
/// <param name="StartedAt">What was written after it may not have been looked at.</param>
/// <param name="EndedAt">When it had seen all, or the first fault.</param>
/// <param name="Entries">That fit.</param>
/// <param name="Blocks">That fit.</param>
/// <param name="Frozen">Orders and earlier verifications whose ledger root was computed again and fits.</param>
/// <param name="FirstFault">Null when all fits.</param>
/// <param name="Shards">Where each shard stood; null with a fault.</param>
internal sealed record VerificationResult(
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    long Entries,
    long Blocks,
    int Frozen,
    LedgerFault? FirstFault,
    IReadOnlyList<ShardCutOff>? Shards)
{
    /// <summary>Refunds that had no row in the index of refunds; they have one now where the verification may write.</summary>
    public int MissingRefundRows { get; init; }

    /// <summary>What came of the order store; empty where there is none, or where it was not looked at.</summary>
    public OrderVerdict Book { get; init; } = OrderVerdict.Empty;

    /// <summary>How far the chain was compared with the orders; null where it was not asked.</summary>
    public OutflowSums? Outflows { get; init; }

    /// <summary>Archived roots that it was compared with; null where there were none to compare with.</summary>
    public ComparedRoots? Roots { get; init; }

    /// <summary>Why the comparison with the chain does not cover all orders; null when it does, and where it was not asked.</summary>
    public string? Uncovered { get; init; }
}

/// <summary>Archived roots that are states the ledger has passed through.</summary>
/// <param name="Count">Of all of them.</param>
/// <param name="BeforeRestart">Of those whose record is from before a restart of the records: that one was not compared.</param>
internal sealed record ComparedRoots(int Count, int BeforeRestart);
