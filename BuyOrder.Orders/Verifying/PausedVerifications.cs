namespace BuyOrder.Orders.Verifying;

/// <summary>Verifications that wait in this process for their next call: few, and not for long, as each keeps a few hundred bytes of each order.</summary>
internal sealed class PausedVerifications(TimeProvider time)
{
    private const int MaxPaused = 4;

    /// <summary>A caller that has not come back by then begins anew if it ever does.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Paused> paused = new(StringComparer.Ordinal);
    private long kept;

    /// <summary>Gives it to one caller; null when there is none of this id.</summary>
    public BookVerification? Take(string id)
    {
        lock (gate)
            return paused.Remove(id, out var found) ? found.Verification : null;
    }

    /// <summary>Keeps it until it is taken, in the place of one of the same id, and lets go of those that have waited longest.</summary>
    public async Task KeepAsync(string id, BookVerification verification)
    {
        var gone = new List<BookVerification>();
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (paused.Remove(id, out var same))
                gone.Add(same.Verification);
            paused.Add(id, new Paused(verification, now, ++kept));
            var left = paused.OrderByDescending(each => each.Value.Place).Where((each, newer) => newer >= MaxPaused || now - each.Value.Since > Patience).ToList();
            foreach (var (old, each) in left)
            {
                paused.Remove(old);
                gone.Add(each.Verification);
            }
        }

        foreach (var each in gone)
            await each.DisposeAsync();
    }

    private sealed record Paused(BookVerification Verification, DateTimeOffset Since, long Place);
}
