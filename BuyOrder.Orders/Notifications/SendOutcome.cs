namespace BuyOrder.Orders.Notifications;

internal enum SendOutcome
{
    Unset = 0,

    /// <summary>201: the queue has it.</summary>
    Taken,

    /// <summary>The queue does not want this message as it is.</summary>
    Refused,

    /// <summary>No sure answer, or none for any message: the queue may have it, and a repetition is told by its id.</summary>
    Unavailable,
}
