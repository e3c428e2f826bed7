namespace BuyOrder.Orders.Recovery;

internal enum RecordsRestartOutcome
{
    Unset = 0,

    /// <summary>The sums hold again, and a record says from what.</summary>
    Restarted,

    /// <summary>There is no fault, it is another one, or it is not of a kind that this mends; or bytes may still be mined.</summary>
    Conflict,
}
