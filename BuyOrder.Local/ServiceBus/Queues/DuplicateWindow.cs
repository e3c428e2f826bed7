namespace BuyOrder.Local.ServiceBus.Queues;

/// <summary>The message ids of the last minutes.</summary>
internal sealed class DuplicateWindow(TimeSpan length)
{
    private readonly HashSet<string> ids = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, DateTimeOffset Until)> oldestFirst = new();

    public int Count => ids.Count;

    /// <summary>True when the id has not come within the window; from now on it has.</summary>
    public bool Add(string id, DateTimeOffset now)
    {
        while (oldestFirst.TryPeek(out var oldest) && oldest.Until <= now)
            ids.Remove(oldestFirst.Dequeue().Id);
        if (!ids.Add(id))
            return false;
        oldestFirst.Enqueue((id, now + length));
        return true;
    }
}
