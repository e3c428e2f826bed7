namespace BuyOrder.Functions.Revenue.Writing;

/// <summary>
/// How many transactions this process tries at a time: many while it writes alone, one fewer each time that another writer was faster, one
/// at worst. So the writers of a crowded ledger spread over its shards instead of all meeting in each, and a refusal now and then costs little.
/// </summary>
internal sealed class Crowd : IDisposable
{
    private const int MostAtOnce = 16;

    /// <summary>
    /// After so many transactions that went well one more is tried at a time: one refusal among four is the balance. Below it waiting in turn
    /// would cost more than being refused, above it the other way round (docs/scale.md).
    /// </summary>
    private const int SuccessesForOneMore = 3;

    private readonly Lock gate = new();
    private readonly SemaphoreSlim places = new(MostAtOnce);
    private int wanted = MostAtOnce;
    private int inUse = MostAtOnce;
    private int successes;

    /// <summary>Others write as well: what is remembered of a shard is probably stale.</summary>
    public bool IsCrowded => Volatile.Read(ref wanted) < MostAtOnce;

    public Task EnterAsync(CancellationToken cancellation) => places.WaitAsync(cancellation);

    /// <summary>Gives the place back.</summary>
    /// <param name="wasRefused">Another writer had changed the shard.</param>
    public void Leave(bool wasRefused)
    {
        lock (gate)
        {
            if (wasRefused)
                wanted = Math.Max(1, wanted - 1);
            else if (IsCrowded && ++successes == SuccessesForOneMore)
                (wanted, successes) = (wanted + 1, 0);

            if (inUse > wanted)
            {
                inUse--;
                return;
            }
            places.Release(1 + wanted - inUse);
            inUse = wanted;
        }
    }

    public void Dispose() => places.Dispose();
}
