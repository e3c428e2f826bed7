using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Notifications;

/// <summary>Takes the service's notifications; each may be sent more than once.</summary>
internal interface INotificationQueue
{
    Task<SendAnswer> SendAsync(Notification notification, CancellationToken cancellation);
}

/// <summary>What came of sending one message.</summary>
/// <param name="Outcome">Taken, or not.</param>
/// <param name="Detail">Status or fault, for the log.</param>
/// <param name="RetryAfter">How long the service asks to be left alone; null when it does not say.</param>
internal sealed record SendAnswer(SendOutcome Outcome, string Detail, TimeSpan? RetryAfter = null);

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
