using Azure.Messaging.ServiceBus;
using BuyOrder.Local.ServiceBus.Queues;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local.ServiceBus;

/// <summary>The queues that functions are called from, and that the app sends to: a broker of this process, or a namespace elsewhere.</summary>
internal interface IMessageBus : IAsyncDisposable
{
    /// <summary>What clients connect with. May hold a secret.</summary>
    string ConnectionString { get; }

    /// <summary>The same to be shown to people.</summary>
    string Address { get; }

    IReadOnlyDictionary<string, IMessageQueue> Queues { get; }

    /// <summary>A listener that hands a queue's messages to a function, once it is run.</summary>
    QueueListener Listen(string queue, int maxMessages, BatchFunction function, ILogger<QueueListener> log);
}

/// <summary>Called once for each delivery of a batch. False, or an exception: the batch was not handled.</summary>
internal delegate Task<bool> BatchFunction(IReadOnlyList<ServiceBusReceivedMessage> batch, CancellationToken cancellation);
