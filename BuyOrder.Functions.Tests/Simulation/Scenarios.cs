namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Runs the worlds of many seeds, on all cores; each world in one thread.</summary>
internal static class Scenarios
{
    /// <summary>Continuations run inline, one in the other.</summary>
    public const int StackBytes = 16 * 1024 * 1024;

    /// <summary>Seeds that a thread takes at once.</summary>
    private const int Chunk = 16;

    /// <returns>What happened in all of them.</returns>
    /// <exception cref="SimulationException">The first failure that was met, with its seed and its trace.</exception>
    public static Coverage Run(int from, int seeds, CancellationToken cancellation)
    {
        var taken = 0;
        SimulationException? failure = null;
        var counts = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Coverage()).ToList();
        var threads = counts.ConvertAll(coverage => new Thread(() => Work(coverage), StackBytes));
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        if (failure is not null)
            throw failure;

        var all = new Coverage();
        counts.ForEach(all.Add);
        return all;

        void Work(Coverage coverage)
        {
            while (Interlocked.Add(ref taken, Chunk) - Chunk is var first && first < seeds)
            {
                for (var index = first; index < Math.Min(first + Chunk, seeds); index++)
                {
                    if (Volatile.Read(ref failure) is not null || cancellation.IsCancellationRequested)
                        return;
                    if (Failure(from + index, coverage) is { } found)
                        Interlocked.CompareExchange(ref failure, found, null);
                }
            }
        }
    }

    /// <summary>Runs one seed without a trace, and again with one when something is wrong.</summary>
    private static SimulationException? Failure(int seed, Coverage coverage)
    {
        try
        {
            new World(seed, coverage: coverage).Run();
            return null;
        }
        catch (SimulationException)
        {
            return Explained(seed);
        }
    }

    private static SimulationException Explained(int seed)
    {
        var trace = new Trace();
        try
        {
            new World(seed, trace).Run();
            return new SimulationException($"Seed {seed} failed only once.");
        }
        catch (SimulationException again)
        {
            return new SimulationException($"{string.Join('\n', trace.Lines)}\n{again}");
        }
    }
}
