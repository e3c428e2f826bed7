using BuyOrder.Domain.Revenue;

namespace BuyOrder.Ledger.Writing;

/// <summary>Revenue on its way into a shard, and in the end what became of it.</summary>
internal sealed class PendingEntry(ValuedRevenue revenue, bool isRefundBeyond = false)
{
    public ValuedRevenue Revenue { get; } = revenue;

    /// <summary>A refund beyond a limit.</summary>
    public bool IsRefundBeyond { get; } = isRefundBeyond;

    /// <summary>Of a row of the index of refunds that is there before its refund, which we never write; null: none was met.</summary>
    public string? StrayIndexETag { get; private set; }

    public AppendOutcome Outcome { get; private set; }

    public bool IsOpen => Outcome == AppendOutcome.Unknown;

    /// <summary>Content hash of the entry that has the id; set with <see cref="AppendOutcome.AlreadyThere"/>.</summary>
    public Sha256Hash ExistingContent { get; private set; }

    public void Recorded() => Outcome = AppendOutcome.Recorded;

    public void Refused() => Outcome = AppendOutcome.LedgerFull;

    public void MetStrayIndex(string? etag) => StrayIndexETag = etag;

    public void FoundExisting(Sha256Hash content) => (Outcome, ExistingContent) = (AppendOutcome.AlreadyThere, content);
}
