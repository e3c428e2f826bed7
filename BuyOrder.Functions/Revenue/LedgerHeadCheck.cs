using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Revenue;

/// <summary>The totals, and for each shard whose head does not agree with its newest block one line that names the shard and the difference.</summary>
internal sealed record LedgerHeadCheck(LedgerTotals Totals, IReadOnlyList<string> Faults)
{
    public bool Holds => Faults.Count == 0;
}
