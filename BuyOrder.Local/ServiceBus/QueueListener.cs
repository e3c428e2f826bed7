using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local.ServiceBus;

/// <summary>
/// Takes messages from a queue to a function as the Service Bus extension of the Functions host does it for batches: one batch at a time,
/// one call for each, success completes every message and anything else abandons every message. No lock is renewed meanwhile, and nothing
/// is waited for before the next delivery.
/// </summary>
internal sealed partial class QueueListener(
    ServiceBusClient client, string queue, int maxMessages, BatchFunction function, TimeProvider time, ILogger<QueueListener> log)
{
    /// <summary>After a fault of the connection, beyond the SDK's own repetitions.</summary>
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(1);

    /// <summary>What is not settled by then comes again when its lock ends.</summary>
    private static readonly TimeSpan SettleTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The SDK asks for what is under way before it closes a receiver, and waits a minute for a namespace that is gone.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private long deliveries;
    private long completed;

    /// <summary>Messages handed to the function, since the start.</summary>
    public long Deliveries => Interlocked.Read(ref deliveries);

    /// <summary>Messages that the queue has seen handled, since the start.</summary>
    public long Completed => Interlocked.Read(ref completed);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var receiver = client.CreateReceiver(queue);
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                var batch = await ReceiveAsync(receiver, cancellation);
                if (batch.Count > 0)
                    await HandleAsync(receiver, batch, cancellation);
            }
        }
        finally
        {
            await CloseAsync(receiver);
        }
    }

    private async Task CloseAsync(ServiceBusReceiver receiver)
    {
        try
        {
            await receiver.CloseAsync(CancellationToken.None).WaitAsync(CloseTimeout, TimeProvider.System, CancellationToken.None);
        }
        catch (Exception e) when (e is TimeoutException or ServiceBusException)
        {
            Log.NotClosed(log, queue, Reason(e));
        }
    }

    private async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveAsync(ServiceBusReceiver receiver, CancellationToken cancellation)
    {
        try
        {
            return await receiver.ReceiveMessagesAsync(maxMessages, maxWaitTime: null, cancellation);
        }
        catch (Exception e) when (e is ServiceBusException or UnauthorizedAccessException)
        {
            Log.NotReceived(log, queue, Reason(e));
            await Task.Delay(PauseAfterFault, time, cancellation);
            return [];
        }
    }

    private async Task HandleAsync(
        ServiceBusReceiver receiver, IReadOnlyList<ServiceBusReceivedMessage> batch, CancellationToken cancellation)
    {
        Interlocked.Add(ref deliveries, batch.Count);
        var succeeded = false;
        try
        {
            succeeded = await function(batch, cancellation);
        }
        finally
        {
            if (!succeeded)
                Log.Abandoned(log, batch.Count, queue, batch.Max(message => message.DeliveryCount));
            using var limit = new CancellationTokenSource(SettleTimeout);
            await Task.WhenAll(batch.Select(message => SettleAsync(receiver, message, succeeded, limit.Token)));
        }
    }

    private async Task SettleAsync(
        ServiceBusReceiver receiver, ServiceBusReceivedMessage message, bool succeeded, CancellationToken limit)
    {
        try
        {
            if (!succeeded)
            {
                await receiver.AbandonMessageAsync(message, cancellationToken: limit);
                return;
            }
            await receiver.CompleteMessageAsync(message, limit);
            Interlocked.Increment(ref completed);
        }
        catch (Exception e) when (e is ServiceBusException or UnauthorizedAccessException or OperationCanceledException)
        {
            Log.NotSettled(log, message.SequenceNumber, queue, Reason(e));
        }
    }

    private static string Reason(Exception e) => e is ServiceBusException known ? known.Reason.ToString() : e.GetType().Name;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "{Count} messages go back to {Queue} after delivery {Deliveries}.")]
        public static partial void Abandoned(ILogger logger, int count, string queue, int deliveries);

        [LoggerMessage(LogLevel.Warning, "Nothing could be received from {Queue}: {Reason}.")]
        public static partial void NotReceived(ILogger logger, string queue, string reason);

        [LoggerMessage(LogLevel.Debug, "The receiver of {Queue} goes with its connection: {Reason}.")]
        public static partial void NotClosed(ILogger logger, string queue, string reason);

        [LoggerMessage(LogLevel.Warning, "Message {Number} of {Queue} could not be settled and comes again: {Reason}.")]
        public static partial void NotSettled(ILogger logger, long number, string queue, string reason);
    }
}
