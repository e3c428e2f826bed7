using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>
/// Which fault each request through one proxy meets, from the seed: most pass, some meet one, now and then many in a row are lost.
/// </summary>
internal sealed class FaultPlan(Storm storm, string place)
{
    private const double FaultChance = 0.06;
    private const double OutageChance = 0.002;
    private const int LongestDelayMilliseconds = 250;
    private const int LongestEchoMilliseconds = 1_500;

    private static readonly (FaultKind Kind, int Weight)[] Weights =
    [
        (FaultKind.LoseRequest, 20), (FaultKind.LoseAnswer, 22), (FaultKind.CutAnswer, 12), (FaultKind.Delay, 14), (FaultKind.Twice, 12),
        (FaultKind.Echo, 8), (FaultKind.Refuse, 6), (FaultKind.RefuseApplied, 5), (FaultKind.Stall, 1),
    ];

    private readonly Random random = storm.RandomFor(place);
    private int lostInARow;

    public Fault Next()
    {
        if (storm.IsOver)
            return Fault.None;
        lock (random)
        {
            var fault = Choose();
            if (fault.Kind != FaultKind.None)
                storm.Count($"fault: {fault.Kind}");
            return fault;
        }
    }

    private Fault Choose()
    {
        if (lostInARow > 0)
        {
            lostInARow--;
            return new Fault(FaultKind.LoseRequest);
        }
        if (random.NextDouble() < OutageChance)
        {
            lostInARow = random.Next(4, 10);
            storm.Tell($"{place} loses the next {lostInARow} requests");
        }
        if (random.NextDouble() >= FaultChance)
            return Fault.None;
        var kind = Weighted(random.Next(Weights.Sum(each => each.Weight)));
        return kind switch
        {
            FaultKind.Delay => new Fault(kind, TimeSpan.FromMilliseconds(random.Next(10, LongestDelayMilliseconds))),
            FaultKind.Echo => new Fault(kind, TimeSpan.FromMilliseconds(random.Next(10, LongestEchoMilliseconds))),
            FaultKind.Refuse => new Fault(kind, Status: random.Next(3) switch { 0 => 429, 1 => 500, _ => 503 }),
            FaultKind.RefuseApplied => new Fault(kind, Status: random.Next(2) == 0 ? 500 : 503),
            FaultKind.Stall when !storm.TakeStall() => new Fault(FaultKind.LoseAnswer),
            _ => new Fault(kind),
        };
    }

    private static FaultKind Weighted(int at)
    {
        foreach (var (kind, weight) in Weights)
        {
            if (at < weight)
                return kind;
            at -= weight;
        }
        throw new ArgumentOutOfRangeException(nameof(at));
    }
}
