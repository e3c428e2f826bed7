using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Revenue.Writing;

/// <summary>Revenue on its way into a shard, and in the end what became of it.</summary>
internal sealed class PendingEntry(ValuedRevenue revenue)
{
    public ValuedRevenue Revenue { get; } = revenue;

    public AppendOutcome Outcome { get; private set; }

    public bool IsOpen => Outcome == AppendOutcome.Unknown;

    /// <summary>Content hash of the entry that has the id; set with <see cref="AppendOutcome.AlreadyThere"/>.</summary>
    public Sha256Hash ExistingContent { get; private set; }

    public void Recorded() => Outcome = AppendOutcome.Recorded;

    public void Refused() => Outcome = AppendOutcome.LedgerFull;

    public void FoundExisting(Sha256Hash content) => (Outcome, ExistingContent) = (AppendOutcome.AlreadyThere, content);
}
