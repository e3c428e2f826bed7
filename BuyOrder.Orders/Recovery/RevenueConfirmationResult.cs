using BuyOrder.Domain.Money;

namespace BuyOrder.Orders.Recovery;

/// <summary>What came of it.</summary>
internal sealed record RevenueConfirmationResult
{
    private RevenueConfirmationResult(RevenueConfirmationOutcome outcome) => Outcome = outcome;

    public RevenueConfirmationOutcome Outcome { get; }

    /// <summary>Why not; null when it is confirmed.</summary>
    public string? Detail { get; private init; }

    /// <summary>Refunds beyond a limit that are confirmed.</summary>
    public long Refunds { get; private init; }

    /// <summary>Those that are still to be confirmed.</summary>
    public long Remaining { get; private init; }

    /// <summary>Up to this total of the ledger revenue of any speed is confirmed.</summary>
    public Zar Total { get; private init; }

    public static RevenueConfirmationResult Confirmed(long refunds, long remaining, Zar total) =>
        new(RevenueConfirmationOutcome.Confirmed) { Refunds = refunds, Remaining = remaining, Total = total };

    public static RevenueConfirmationResult Conflict(string detail) => new(RevenueConfirmationOutcome.Conflict) { Detail = detail };

    public static RevenueConfirmationResult Refused(string detail) => new(RevenueConfirmationOutcome.Refused) { Detail = detail };
}
