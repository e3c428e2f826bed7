namespace BuyOrder.Domain.Orders;

/// <summary>How an operator ended an unknown order.</summary>
/// <param name="Finding">What became of it.</param>
/// <param name="Reason">The operator's own words.</param>
/// <param name="Evidence">The transaction hash of the purchase; for a failed order free text, or null.</param>
/// <param name="ResolvedBy">Who.</param>
/// <param name="At">When.</param>
public sealed record Resolution(Finding Finding, string Reason, string? Evidence, string ResolvedBy, DateTimeOffset At);

/// <summary>What an operator found to have become of an unknown order.</summary>
public enum Finding
{
    Unset = 0,

    /// <summary>It bought, with the transaction given as evidence.</summary>
    Completed,

    /// <summary>It did not buy and never will.</summary>
    Failed,
}
