namespace BuyOrder.Orders.Recovery;

internal enum RevenueConfirmationOutcome
{
    Unset = 0,

    /// <summary>Confirmed; also when it already was.</summary>
    Confirmed,

    /// <summary>The ledger does not agree with itself: it must be looked at first.</summary>
    Conflict,

    /// <summary>The ids are not those of the refunds that are to be confirmed.</summary>
    Refused,
}
