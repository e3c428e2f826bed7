using System.Globalization;
using Azure.Core;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using BuyOrder.Orders.Notifications;
using BuyOrder.Orders.Store;

namespace BuyOrder.Functions.ServiceBus;

/// <summary>Sends notifications to a Service Bus queue. Nothing is repeated here: the outbox keeps the message.</summary>
internal sealed class NotificationQueue : IAsyncDisposable
{
    /// <summary>One call, connecting included.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(15);

    private readonly ServiceBusClient client;
    private readonly ServiceBusSender sender;
    private readonly TimeProvider time;

    /// <param name="client">Connected with the first message; goes with this queue.</param>
    /// <param name="queue">The queue's name.</param>
    /// <param name="time">Ends a call that takes too long.</param>
    public NotificationQueue(ServiceBusClient client, string queue, TimeProvider time)
    {
        (this.client, this.time) = (client, time);
        sender = client.CreateSender(queue);
    }

    /// <param name="options">Where the namespace is.</param>
    /// <param name="identity">Of the app; used when the options hold no key.</param>
    /// <param name="transport">Null: as the SDK does it by itself.</param>
    public static ServiceBusClient Connect(NotificationOptions options, TokenCredential? identity, ServiceBusClientOptions? transport = null)
    {
        transport ??= new ServiceBusClientOptions();
        transport.RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0, TryTimeout = CallTimeout };
        return options is { KeyName: { } name, Key: { } key }
            ? new ServiceBusClient(ConnectionString(options.Namespace, name, key), transport)
            : new ServiceBusClient(options.Namespace.Host, identity, transport);
    }

    public async Task<SendAnswer> SendAsync(Notification notification, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(CallTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            await sender.SendMessageAsync(Message(notification), either.Token);
            return new SendAnswer(SendOutcome.Taken, "taken");
        }
        catch (ServiceBusException error)
        {
            var outcome = error.Reason == ServiceBusFailureReason.MessageSizeExceeded ? SendOutcome.Refused : SendOutcome.Unavailable;
            return new SendAnswer(outcome, error.Reason.ToString());
        }
        catch (UnauthorizedAccessException)
        {
            return new SendAnswer(SendOutcome.Unavailable, "not allowed to send");
        }
        catch (AuthenticationFailedException)
        {
            return new SendAnswer(SendOutcome.Unavailable, "no token for the namespace");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new SendAnswer(SendOutcome.Unavailable, $"no answer within {CallTimeout.TotalSeconds:0} s");
        }
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    /// <summary>The id is the same each time, so that the queue tells repetitions, and receivers can.</summary>
    private static ServiceBusMessage Message(Notification notification) => new(notification.Body)
    {
        MessageId = notification.MessageId,
        Subject = notification.Event,
        ContentType = "application/json",
    };

    /// <summary>Plain http is an emulator on this machine.</summary>
    private static string ConnectionString(Uri address, string keyName, string key)
    {
        var emulator = address.Scheme == Uri.UriSchemeHttp ? ";UseDevelopmentEmulator=true" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Endpoint=sb://{address.Authority}/;SharedAccessKeyName={keyName};SharedAccessKey={key}{emulator}");
    }
}
