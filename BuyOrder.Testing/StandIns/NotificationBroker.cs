using System.Text;
using Amqp;
using Amqp.Framing;
using BuyOrder.Local.ServiceBus;
using BuyOrder.Local.ServiceBus.Queues;
using BuyOrder.Orders.Store;

namespace BuyOrder.Testing.StandIns;

/// <summary>The local broker with the queue of notifications, and what has come there.</summary>
internal sealed class NotificationBroker : IAsyncDisposable
{
    private const int MostMessages = 10_000;

    private Broker broker;

    private NotificationBroker(Broker broker) => this.broker = broker;

    public string ConnectionString => broker.ConnectionString;

    public int Port => broker.Port;

    /// <summary>As the app would read them from <see cref="ConnectionString"/>.</summary>
    public NotificationOptions Options => new()
    {
        Namespace = new Uri($"http://localhost:{broker.Port}/"),
        KeyName = "RootManageSharedAccessKey",
        Key = "SAS_KEY_VALUE",
    };

    /// <summary>Bodies that the queue has, by message id.</summary>
    public IReadOnlyDictionary<string, string> Messages => broker[QueueOptions.NotificationsName].Peek(0, MostMessages)
        .ToDictionary(message => message.Sent.MessageId, Body);

    /// <param name="port">0 = any.</param>
    public static async Task<NotificationBroker> StartAsync(int port = 0) => new(await OpenAsync(port));

    /// <summary>Ends the broker, and what it had with it.</summary>
    public ValueTask StopAsync() => broker.DisposeAsync();

    /// <summary>Another one, empty, on the same port.</summary>
    public async Task RestartAsync() => broker = await OpenAsync(broker.Port);

    public ValueTask DisposeAsync() => broker.DisposeAsync();

    private static Task<Broker> OpenAsync(int port) => Broker.StartAsync(port, [QueueOptions.Notifications()], TimeProvider.System);

    private static string Body(QueuedMessage message)
    {
        var bytes = message.Sent.Bare;
        return Encoding.UTF8.GetString(((Data)Message.Decode(new ByteBuffer(bytes, 0, bytes.Length, bytes.Length)).BodySection).Binary);
    }
}
