using System.Collections.Concurrent;
using BuyOrder.Functions.Orders;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Many seeds, on every core, until all are done, the time is up or one has failed.</summary>
/// <param name="from">The first seed.</param>
/// <param name="seeds">How many, at the most.</param>
/// <param name="limit">How long, at the most; a scenario that was begun is ended.</param>
internal sealed class Campaign(int from, int seeds, TimeSpan limit)
{
    /// <summary>Continuations run where they are, one inside the other, so a scenario may need a deep stack.</summary>
    private const int StackBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, int> ends = new();
    private readonly ConcurrentBag<(int Seed, Exception Error)> failures = [];
    private readonly long started = TimeProvider.System.GetTimestamp();
    private int taken;
    private int done;

    /// <summary>How many orders ended how.</summary>
    public IReadOnlyDictionary<string, int> Ends => ends;

    public int Scenarios => done;

    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(started);

    /// <summary>The failure of the lowest seed; null when none failed.</summary>
    public (int Seed, Exception Error)? Failure => failures.IsEmpty ? null : failures.MinBy(failure => failure.Seed);

    public string Summary =>
        $"{Scenarios} scenarios from seed {from}, {Scenarios / Elapsed.TotalSeconds:F0} a second; orders: "
        + string.Join(", ", ends.OrderBy(end => end.Key, StringComparer.Ordinal).Select(end => $"{end.Value} {end.Key}"));

    /// <param name="progress">Told now and then while it runs.</param>
    public void Run(Action<Campaign>? progress = null)
    {
        var workers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work, StackBytes)).ToList();
        workers.ForEach(worker => worker.Start());
        foreach (var worker in workers)
        {
            while (!worker.Join(ProgressEvery))
                progress?.Invoke(this);
        }
    }

    /// <summary>One seed with everything that happens in it, and the error it ends with; null when all is well.</summary>
    public static (Trace Trace, Exception? Error) Replay(int seed)
    {
        var trace = new Trace();
        Exception? error = null;
        var thread = new Thread(() => error = FailureOf(() => new World(seed, trace).Run()), StackBytes);
        thread.Start();
        thread.Join();
        return (trace, error);
    }

    private void Work()
    {
        while (failures.IsEmpty && Elapsed < limit && Interlocked.Increment(ref taken) is var number && number <= seeds)
        {
            var seed = from + number - 1;
            IReadOnlyList<OrderRecord> orders = [];
            if (FailureOf(() => orders = new World(seed).Run()) is { } error)
                failures.Add((seed, error));
            foreach (var record in orders)
                ends.AddOrUpdate(record.Order.IsUnknown ? "unknown" : $"{record.Order.Status}".ToLowerInvariant(), 1, (_, count) => count + 1);
            Interlocked.Increment(ref done);
        }
    }

    private static SimulationException? FailureOf(Action run)
    {
        try
        {
            run();
            return null;
        }
        catch (SimulationException error)
        {
            return error;
        }
    }
}
