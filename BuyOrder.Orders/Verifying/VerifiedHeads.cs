using System.Diagnostics.CodeAnalysis;
using BuyOrder.Domain.Revenue;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>The ledger's totals, and what is wrong with them: one line for each fault of a head and for one that a verification found.</summary>
/// <param name="Totals">Null when a head cannot be read or contradicts itself: then there is no total.</param>
/// <param name="Faults">Empty when all agrees.</param>
/// <param name="Record">The newest record as the newest clean verification saw it; null when there was none.</param>
internal sealed record VerifiedHeads(LedgerTotals? Totals, IReadOnlyList<string> Faults, RecordAnchor? Record)
{
    [MemberNotNullWhen(true, nameof(Totals))]
    public bool Holds => Faults.Count == 0 && Totals is not null;
}
