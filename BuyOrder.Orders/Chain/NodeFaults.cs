using System.Collections.Concurrent;

namespace BuyOrder.Orders.Chain;

/// <summary>Which nodes gave no usable answer, to which question, and why: for health, known to this process alone.</summary>
/// <remarks>A node is at fault until it answers the same question well, or for a quarter of an hour: some questions are asked only once an order.</remarks>
internal sealed class NodeFaults(TimeProvider time)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    /// <summary>As many as there are nodes times kinds of questions, at the most.</summary>
    private readonly ConcurrentDictionary<(string Node, Type Question), NodeTrouble> troubles = new();

    /// <param name="node">Its name.</param>
    /// <param name="question">What would have been the answer: each question has a type of its own.</param>
    /// <param name="reason">One sentence that names the node.</param>
    public void Note(string node, Type question, string reason) =>
        troubles[(node, question)] = new NodeTrouble(node, reason, time.GetUtcNow());

    public void Clear(string node, Type question) => troubles.TryRemove((node, question), out _);

    /// <summary>The newest trouble of each node that has one, by the nodes' names.</summary>
    public IReadOnlyList<NodeTrouble> Current()
    {
        var oldest = time.GetUtcNow() - Memory;
        return
        [
            .. troubles.Values.Where(trouble => trouble.At >= oldest)
                .GroupBy(trouble => trouble.Node)
                .Select(node => node.MaxBy(trouble => trouble.At)!)
                .OrderBy(trouble => trouble.Node, StringComparer.Ordinal),
        ];
    }
}

/// <param name="Node">Its name.</param>
/// <param name="Reason">One sentence that names the node.</param>
/// <param name="At">When it was last seen so.</param>
internal sealed record NodeTrouble(string Node, string Reason, DateTimeOffset At);
