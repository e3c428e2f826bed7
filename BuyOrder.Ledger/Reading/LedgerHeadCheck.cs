using System.Diagnostics.CodeAnalysis;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Ledger.Reading;

/// <summary>The totals, and one line for each shard whose head does not agree with its newest block.</summary>
/// <param name="Totals">Null when a head cannot be read or contradicts itself: then there is no total.</param>
/// <param name="Faults">Empty when all agrees.</param>
internal sealed record LedgerHeadCheck(LedgerTotals? Totals, IReadOnlyList<string> Faults)
{
    [MemberNotNullWhen(true, nameof(Totals))]
    public bool Holds => Faults.Count == 0 && Totals is not null;
}
