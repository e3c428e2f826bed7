namespace BuyOrder.Simulation.Processes;

/// <summary>
/// Every call to the outside comes by here. Its fate is decided at once, or it waits until the world lets it pass, in an order that the
/// seed decides. Continuations run inline, so that all processes together are one thread.
/// </summary>
/// <param name="decide">The fate of a call; null lets it wait.</param>
internal sealed class Gates(Func<Gates.Gate, Passage?> decide)
{
    private static readonly Task<Passage> Free = Task.FromResult(Passage.Through);

    private readonly List<Gate> waiting = [];

    public int Count => waiting.Count;

    public bool IsOpen { get; private set; }

    public Task<Passage> PassAsync(SimulatedProcess process, CallKind kind, object about)
    {
        if (process.IsDead)
            return new TaskCompletionSource<Passage>().Task;
        if (IsOpen)
            return Free;
        var gate = new Gate(process, kind, about);
        switch (decide(gate))
        {
            case Passage.Through:
                return Free;
            case Passage.DieBefore:
                process.Die();
                return gate.Passed.Task;
            case { } passage:
                return Task.FromResult(passage);
            default:
                waiting.Add(gate);
                return gate.Passed.Task;
        }
    }

    public Gate At(int index) => waiting[index];

    public Gate Take(int index)
    {
        var gate = waiting[index];
        waiting.RemoveAt(index);
        return gate;
    }

    /// <summary>From now on everything passes.</summary>
    public void Open()
    {
        IsOpen = true;
        while (waiting.Count > 0)
            Take(0).Passed.SetResult(Passage.Through);
    }

    /// <summary>The process is dead: its calls are answered no more.</summary>
    public void Forget(SimulatedProcess process) => waiting.RemoveAll(gate => gate.Process == process);

    /// <param name="Process">Who calls.</param>
    /// <param name="Kind">What for.</param>
    /// <param name="About">Tells more in a trace.</param>
    internal sealed record Gate(SimulatedProcess Process, CallKind Kind, object About)
    {
        public TaskCompletionSource<Passage> Passed { get; } = new();
    }
}
