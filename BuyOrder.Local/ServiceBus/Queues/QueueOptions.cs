namespace BuyOrder.Local.ServiceBus.Queues;

/// <summary>What a queue of Service Bus can be set to, as far as it matters here.</summary>
internal sealed record QueueOptions(string Name)
{
    public const string RevenueName = "revenue-events";
    public const string NotificationsName = "buy-orders";

    /// <summary>The longest that Service Bus allows.</summary>
    private static readonly TimeSpan LongestLock = TimeSpan.FromMinutes(5);

    /// <summary>How long a received message is its receiver's alone; then it comes again.</summary>
    public TimeSpan LockDuration { get; init; } = LongestLock;

    /// <summary>The failed delivery with this number makes a dead letter. Service Bus' own default.</summary>
    public int MaxDeliveryCount { get; init; } = 10;

    /// <summary>How long a message's id is remembered, and repetitions are taken and forgotten; null: they are messages of their own.</summary>
    public TimeSpan? DuplicateDetectionWindow { get; init; }

    /// <summary>
    /// For messages that the ledger tells apart by what they say: a sender's id is no identity here. The delivery count is so high that an
    /// outage of the storage, in which each delivery fails after its time, makes no dead letters.
    /// </summary>
    public static QueueOptions Revenue(string name = RevenueName) => new(name) { MaxDeliveryCount = 1000 };

    /// <summary>For the app's notifications, each of which may be sent more than once under the same id.</summary>
    public static QueueOptions Notifications(string name = NotificationsName) =>
        new(name) { DuplicateDetectionWindow = TimeSpan.FromMinutes(10) };
}
