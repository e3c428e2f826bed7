using System.Numerics;
using BuyOrder.Storage;
using BuyOrder.Testing.Model;

namespace BuyOrder.Simulation.Auditing;

/// <summary>Which process writes just now, and so what it may have decided by.</summary>
/// <param name="nodes">How many nodes are configured.</param>
internal sealed class Sights(int nodes)
{
    private Sight? writer;

    /// <summary>A majority of the nodes.</summary>
    public int Needed => (nodes / 2) + 1;

    public Task<BatchResult> WhileWriting(Sight sight, Func<Task<BatchResult>> write)
    {
        writer = sight;
        try
        {
            return write();
        }
        finally
        {
            writer = null;
        }
    }

    /// <summary>
    /// What the process that writes may have heard, and when: a majority at the least of the nodes that answered, because it need not have heard
    /// an answer that was late, garbled or of an old block.
    /// </summary>
    public IEnumerable<(IReadOnlyList<NodeSight> Heard, DateTimeOffset Time)> Possible()
    {
        var shown = writer?.Shown ?? [];
        for (var chosen = 0u; chosen < 1u << shown.Count; chosen++)
        {
            if (BitOperations.PopCount(chosen) < Needed)
                continue;
            var which = chosen;
            IReadOnlyList<NodeSight> heard = [.. shown.Where((_, index) => (which & (1u << index)) != 0)];
            foreach (var time in writer!.Times)
                yield return (heard, time);
        }
    }
}

/// <summary>What a node showed.</summary>
/// <param name="State">Of its newest block, as it tells it.</param>
/// <param name="Time">Of that block, in seconds since 1970.</param>
/// <param name="BaseFeeWei">Of that block.</param>
internal sealed record NodeSight(ModelState State, long Time, BigInteger BaseFeeWei)
{
    public static NodeSight Of(ModelNode node, ModelBlock block)
    {
        var view = new NodeView(node, block);
        return new NodeSight(view.Believed(block.State), block.Time + (view.BlocksAhead * ModelChain.BlockSeconds), block.BaseFeeWei);
    }

    public ModelFeed Feed(Domain.Chain.Address address) => State.Feeds.First(feed => feed.Address == address);
}
