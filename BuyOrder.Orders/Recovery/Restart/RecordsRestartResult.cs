using BuyOrder.Domain.Money;

namespace BuyOrder.Orders.Recovery.Restart;

/// <summary>An operator has looked at a fault of the order store and has the sums computed anew.</summary>
/// <param name="Reason">The operator's own words; part of the audit trail.</param>
/// <param name="Fault">Hash of the fault as it was shown: another one is not accepted unseen.</param>
/// <param name="RequestedBy">Who.</param>
internal sealed record RecordsRestartRequest(string Reason, string Fault, string RequestedBy);

/// <summary>What came of it.</summary>
/// <param name="Detail">One sentence, for people.</param>
internal abstract record RecordsRestartResult(string Detail)
{
    /// <summary>The sums hold again, and a record says what they were.</summary>
    /// <param name="Detail">Before and after.</param>
    /// <param name="Record">Number of the record that the sums begin with.</param>
    /// <param name="Consumed">What is consumed now.</param>
    /// <param name="FirstFault">What the verification afterwards still found; null when all fits.</param>
    public sealed record Restarted(string Detail, long Record, Zar Consumed, string? FirstFault) : RecordsRestartResult(Detail);

    /// <summary>There is no fault, it is another one, or it is not of a kind that this mends; or bytes may still be mined.</summary>
    public sealed record Conflict(string Detail) : RecordsRestartResult(Detail);
}
