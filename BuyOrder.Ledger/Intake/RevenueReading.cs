using System.Diagnostics.CodeAnalysis;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Ledger.Intake;

/// <summary>What a message is found to be before anything is stored.</summary>
/// <param name="Message">What it says; null when it could not be read.</param>
/// <param name="Revenue">As it would be recorded; null when it can never be, or not now.</param>
/// <param name="Existing">Set without <paramref name="Revenue"/>: the content hash of the entry that has its id.</param>
/// <param name="Rejection">Why it can never be recorded; null for a message that is recorded, or answered as a repeat.</param>
internal sealed record RevenueReading(RevenueMessage? Message, ValuedRevenue? Revenue, Sha256Hash? Existing, Rejection? Rejection)
{
    /// <summary>A refund beyond a limit: it counts, and is counted.</summary>
    public bool IsRefundBeyond { get; init; }

    [MemberNotNullWhen(false, nameof(Rejection))]
    public bool IsValid => Rejection is null;
}
