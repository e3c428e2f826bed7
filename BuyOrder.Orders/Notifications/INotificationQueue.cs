using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Notifications;

/// <summary>Takes the service's notifications; each may be sent more than once.</summary>
internal interface INotificationQueue
{
    Task<SendAnswer> SendAsync(Notification notification, CancellationToken cancellation);
}
