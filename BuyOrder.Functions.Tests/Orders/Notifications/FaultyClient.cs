using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;

namespace BuyOrder.Functions.Tests.Orders.Notifications;

/// <summary>The SDK's client and sender with answers of the service that no broker on a laptop gives by itself.</summary>
internal sealed class FaultyClient(ServiceBusClient inner) : ServiceBusClient
{
    private readonly ConcurrentQueue<Func<Func<Task>, Task>> faults = new();

    /// <summary>Sends that were asked for.</summary>
    public int Calls { get; private set; }

    /// <summary>Sends that the queue has taken.</summary>
    public int Taken { get; private set; }

    /// <summary>The next send fails, and nothing is sent.</summary>
    public void FailNext(Exception error) => faults.Enqueue(_ => throw error);

    /// <summary>The next message is taken, and its answer lost.</summary>
    public void LoseNextAnswer() => faults.Enqueue(async send =>
    {
        await send();
        throw new ServiceBusException("The answer is lost.", ServiceBusFailureReason.ServiceTimeout);
    });

    public override ServiceBusSender CreateSender(string queueOrTopicName) => new Sender(this, inner.CreateSender(queueOrTopicName));

    private sealed class Sender(FaultyClient client, ServiceBusSender inner) : ServiceBusSender
    {
        public override async Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default)
        {
            client.Calls++;
            Func<Task> send = async () =>
            {
                await inner.SendMessageAsync(message, cancellationToken);
                client.Taken++;
            };
            await (client.faults.TryDequeue(out var fault) ? fault(send) : send());
        }
    }
}
