using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>
/// Spreads the named moments over a run: each is used at a passage that the seed chooses, and then again some passages later.
/// </summary>
internal sealed class MomentWalk
{
    private readonly Random random;
    private readonly List<(Moment Moment, int PassagesLeft)> armed;
    private readonly HashSet<string> unmet;

    public MomentWalk(IEnumerable<Moment> moments, Random random)
    {
        this.random = random;
        armed = [.. moments.Select(moment => (moment, random.Next(moment.Spread)))];
        unmet = [.. armed.Where(each => each.Moment.IsSure).Select(each => each.Moment.Name)];
    }

    /// <summary>Moments that every run passes and that were not used yet.</summary>
    public IReadOnlyCollection<string> Unmet
    {
        get
        {
            lock (armed)
                return [.. unmet];
        }
    }

    /// <summary>The moment at which the caller of this exchange is to die now; null: it lives on.</summary>
    public Moment? Claim(Exchange exchange)
    {
        lock (armed)
        {
            Moment? claimed = null;
            for (var index = 0; index < armed.Count; index++)
            {
                var (moment, left) = armed[index];
                if (!moment.Matches(exchange))
                    continue;
                if (left > 0 || claimed is not null)
                {
                    armed[index] = (moment, Math.Max(0, left - 1));
                    continue;
                }
                claimed = moment;
                unmet.Remove(moment.Name);
                armed[index] = (moment, random.Next(moment.Spread, 4 * moment.Spread));
            }
            return claimed;
        }
    }
}
