namespace BuyOrder.Local.ServiceBus.Queues;

/// <summary>A message in the hands of one receiver, until it is settled or the time is over.</summary>
internal sealed class MessageLock(QueuedMessage message, DateTimeOffset until)
{
    /// <summary>What the receiver settles it by; also the tag of the delivery.</summary>
    public Guid Token { get; } = Guid.NewGuid();

    public QueuedMessage Message => message;

    public DateTimeOffset Until { get; set; } = until;
}

/// <summary>What is in receivers' hands.</summary>
internal sealed class MessageLocks
{
    private readonly Dictionary<Guid, MessageLock> byToken = [];

    public int Count => byToken.Count;

    public IEnumerable<QueuedMessage> Messages => byToken.Values.Select(held => held.Message);

    public void Add(MessageLock held) => byToken.Add(held.Token, held);

    /// <summary>Null when it is held no longer.</summary>
    public MessageLock? Find(Guid token, DateTimeOffset now) =>
        byToken.TryGetValue(token, out var held) && held.Until > now ? held : null;

    /// <summary>Takes a message out of its receiver's hands; null when it is held no longer.</summary>
    public QueuedMessage? Remove(Guid token, DateTimeOffset now)
    {
        var held = Find(token, now);
        if (held is not null)
            byToken.Remove(token);
        return held?.Message;
    }

    public IReadOnlyList<QueuedMessage> RemoveOverdue(DateTimeOffset now)
    {
        var overdue = byToken.Values.Where(held => held.Until <= now).ToList();
        foreach (var held in overdue)
            byToken.Remove(held.Token);
        return [.. overdue.Select(held => held.Message)];
    }
}
