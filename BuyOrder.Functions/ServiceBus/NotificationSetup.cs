using BuyOrder.Orders.Notifications;
using BuyOrder.Orders.Store;
using BuyOrder.Storage.Azure;

namespace BuyOrder.Functions.ServiceBus;

/// <summary>The queue that tells others of orders. Without one, no notification is written that would never be sent.</summary>
internal static class NotificationSetup
{
    public static IServiceCollection AddNotifications(this IServiceCollection services, NotificationOptions? options)
    {
        if (options is null)
            return services;
        services.AddSingleton(options);
        services.AddSingleton(provider =>
        {
            var identity = options.Key is null ? AzureIdentity.Create(options.ManagedIdentityClientId) : null;
            return new NotificationQueue(
                NotificationQueue.Connect(options, identity), options.Queue, provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<NotificationSender>(provider => provider.GetRequiredService<NotificationQueue>().SendAsync);
        return services;
    }
}
