using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Notifications;

/// <summary>Gives a notification to the queue; each may be sent more than once. The app has the one that does, and with it the SDK of Service Bus.</summary>
internal delegate Task<SendAnswer> NotificationSender(Notification notification, CancellationToken cancellation);

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
