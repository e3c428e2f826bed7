using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Notifications;

/// <summary>Takes the service's notifications; each may be sent more than once.</summary>
internal interface INotificationQueue
{
    Task<SendAnswer> SendAsync(Notification notification, CancellationToken cancellation);
}

/// <summary>What came of sending one message.</summary>
/// <param name="Outcome">Taken, or not.</param>
/// <param name="Detail">The fault's name, for the log.</param>
internal sealed record SendAnswer(SendOutcome Outcome, string Detail);

internal enum SendOutcome
{
    Unset = 0,

    /// <summary>The queue has it.</summary>
    Taken,

    /// <summary>The queue does not want this message as it is.</summary>
    Refused,

    /// <summary>No sure answer, or none for any message: the queue may have it, and a repetition is told by its id.</summary>
    Unavailable,
}
