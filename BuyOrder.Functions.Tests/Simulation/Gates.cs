namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>
/// Every call to the outside waits here until the world lets it pass, one at a time and in an order that the seed decides. Continuations
/// run inline, so that all processes together are one thread.
/// </summary>
internal sealed class Gates
{
    private readonly List<Gate> waiting = [];

    public int Count => waiting.Count;

    public bool IsOpen { get; set; }

    public Task<Passage> PassAsync(SimulatedProcess process, bool isEffect, string what)
    {
        if (process.IsDead)
            return new TaskCompletionSource<Passage>().Task;
        if (IsOpen)
            return Task.FromResult(Passage.Through);
        var gate = new Gate(process, isEffect, what, new TaskCompletionSource<Passage>());
        waiting.Add(gate);
        return gate.Passed.Task;
    }

    public Gate Take(int index)
    {
        var gate = waiting[index];
        waiting.RemoveAt(index);
        return gate;
    }

    /// <summary>Nobody is left to be told.</summary>
    public void Forget(SimulatedProcess process) => waiting.RemoveAll(gate => gate.Process == process);

    internal sealed record Gate(SimulatedProcess Process, bool IsEffect, string What, TaskCompletionSource<Passage> Passed);
}
