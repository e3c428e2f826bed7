using System.Diagnostics.CodeAnalysis;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Orders.Verifying;

namespace BuyOrder.Functions.Revenue;

/// <summary>The totals, and one line for each shard whose head does not agree with its newest block and for a fault that a verification found.</summary>
/// <param name="Totals">Null when a head cannot be read or contradicts itself: then there is no total.</param>
/// <param name="Faults">Empty when all agrees.</param>
internal sealed record LedgerHeadCheck(LedgerTotals? Totals, IReadOnlyList<string> Faults)
{
    /// <summary>The newest record of the order book as the newest clean verification saw it; null when there was none.</summary>
    public RecordAnchor? Record { get; init; }

    [MemberNotNullWhen(true, nameof(Totals))]
    public bool Holds => Faults.Count == 0 && Totals is not null;
}
