namespace BuyOrder.Orders.Recovery;

internal enum ResolutionOutcome
{
    Unset = 0,

    /// <summary>The order has ended as the operator found; also when the same was asked for before.</summary>
    Resolved,

    /// <summary>There is no order of this id.</summary>
    NotFound,

    /// <summary>The order is not unknown, was resolved otherwise, or the chain contradicts the finding as things stand.</summary>
    Conflict,

    /// <summary>The evidence is not a purchase of this order.</summary>
    NoEvidence,
}
