namespace BuyOrder.Ledger.Writing;

/// <summary>
/// How many shards this process writes to at a time: many while it writes alone, one fewer each time that another writer was faster. When it
/// is down to one and still refused, it rests instead, longer each time.
/// </summary>
/// <remarks>
/// Only speed depends on it. Fewer at a time spreads the writers over the shards; resting lets others write several transactions in a row,
/// each built on the one before without a read. Figures and limits come from docs/scale.md.
/// </remarks>
internal sealed class AdaptiveConcurrency : IDisposable
{
    private const int MostAtOnce = 16;

    /// <summary>Transactions in a row that must go well before one more is tried at a time.</summary>
    private const int SuccessesForOneMore = 4;

    /// <summary>Transactions in a row that must go well before the longest rest is halved.</summary>
    private const int SuccessesForShorterRests = 4;

    private static readonly TimeSpan FirstRest = TimeSpan.FromMilliseconds(32);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim places = new(MostAtOnce);
    private int wanted = MostAtOnce;
    private int inUse = MostAtOnce;
    private int successes;
    private int successesSinceRest;
    private TimeSpan rest;

    /// <summary>Others write as well: what is remembered of a shard is probably stale.</summary>
    public bool IsCrowded => Volatile.Read(ref wanted) < MostAtOnce;

    /// <summary>Waits for a place. It is kept until the shard has got all that is there for it.</summary>
    public Task EnterAsync(CancellationToken cancellation) => places.WaitAsync(cancellation);

    /// <summary>Gives the place back.</summary>
    public void Leave()
    {
        lock (gate)
        {
            if (inUse > wanted)
            {
                inUse--;
                return;
            }
            places.Release(1 + wanted - inUse);
            inUse = wanted;
        }
    }

    /// <summary>A transaction went through.</summary>
    public void Succeeded()
    {
        lock (gate)
        {
            if (rest > TimeSpan.Zero && ++successesSinceRest == SuccessesForShorterRests)
                (rest, successesSinceRest) = (rest > FirstRest ? rest / 2 : TimeSpan.Zero, 0);
            if (IsCrowded && ++successes == SuccessesForOneMore)
                (wanted, successes) = (wanted + 1, 0);
        }
    }

    /// <summary>Another writer had changed the shard.</summary>
    /// <returns>How long to rest at most; zero: no longer than the refusals of this shard ask for.</returns>
    public TimeSpan Refused()
    {
        lock (gate)
        {
            if (wanted > 1)
            {
                wanted--;
                return TimeSpan.Zero;
            }
            rest = rest == TimeSpan.Zero ? FirstRest : rest * 2;
            if (rest > LongestRest)
                rest = LongestRest;
            (successes, successesSinceRest) = (0, 0);
            return rest;
        }
    }

    public void Dispose() => places.Dispose();
}
