using BuyOrder.Ledger.Verifying;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>What a comparison of the chain with the orders has come to.</summary>
/// <param name="Fault">The first; null when all that was looked at fits.</param>
/// <param name="Sums">How far it came; null with a fault, and where no order was ever signed.</param>
internal sealed record OutflowVerdict(LedgerFault? Fault, OutflowSums? Sums)
{
    /// <summary>The last final block there was; with a later <see cref="OutflowSums.Block"/>, or the same, all was looked at.</summary>
    public long Final { get; init; }

    /// <summary>False where a search ended at its limit before the last final block.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>How many orders were paid with another stablecoin, by what they have signed: those were not compared.</summary>
    public int NotCompared { get; init; }

    /// <summary>The first of those in one sentence; null for none.</summary>
    public string? WhyNot { get; init; }
}
