using System.Collections.Concurrent;

namespace BuyOrder.Simulation;

/// <summary>Many seeds, on every core, until all are done, the time is up or one has failed.</summary>
/// <param name="from">The first seed.</param>
/// <param name="seeds">How many, at the most.</param>
/// <param name="limit">How long, at the most; a scenario that was begun is ended.</param>
internal sealed class Campaign(int from, int seeds, TimeSpan limit)
{
    /// <summary>Continuations run where they are, one inside the other, so a scenario may need a deep stack.</summary>
    public const int StackBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(10);

    private readonly List<Coverage> counts = [];
    private readonly ConcurrentBag<(int Seed, Exception Error)> failures = [];
    private readonly long started = TimeProvider.System.GetTimestamp();
    private int taken;
    private int done;

    /// <summary>What happened in all of them. To be asked after the run.</summary>
    public Coverage Coverage
    {
        get
        {
            var all = new Coverage();
            counts.ForEach(all.Add);
            return all;
        }
    }

    public int Scenarios => done;

    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(started);

    /// <summary>The failure of the lowest seed; null when none failed.</summary>
    public (int Seed, Exception Error)? Failure => failures.IsEmpty ? null : failures.MinBy(failure => failure.Seed);

    public string Summary => $"{Scenarios} scenarios from seed {from}, {Scenarios / Elapsed.TotalSeconds:F0} a second";

    /// <param name="progress">Told now and then while it runs.</param>
    public void Run(Action<Campaign>? progress = null)
    {
        counts.AddRange(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Coverage()));
        var workers = counts.ConvertAll(coverage => new Thread(() => Work(coverage), StackBytes));
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

    private void Work(Coverage coverage)
    {
        while (failures.IsEmpty && Elapsed < limit && Interlocked.Increment(ref taken) is var number && number <= seeds)
        {
            var seed = from + number - 1;
            if (FailureOf(() => new World(seed, coverage: coverage).Run()) is { } error)
                failures.Add((seed, error));
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
