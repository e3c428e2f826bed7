using BuyOrder.Domain.Revenue;

namespace BuyOrder.Ledger.Intake;

/// <summary>What became of one message; the rejection is set for <see cref="RecordOutcome.Rejected"/> and conflicting duplicates.</summary>
internal sealed record RecordResult(RecordOutcome Outcome, string? Id, Rejection? Rejection = null)
{
    public string? Reason => Rejection?.Reason;

    public string? Member => Rejection?.Member;

    public string? Detail => Rejection?.Detail;
}
