using BuyOrder.Ethereum.Rpc;
using BuyOrder.Testing.Model;

namespace BuyOrder.Simulation.Processes;

/// <summary>A node as one process sees it: a batch may not arrive, its answer may be lost, or be nothing that can be read.</summary>
internal sealed class GatedNode(ModelNode node, Gates gates, SimulatedProcess process, Garbage? garbage = null) : IEthereumNode
{
    public string Name => node.Name;

    public ModelNode Node => node;

    /// <summary>The newest block that it showed in its last answer.</summary>
    public ModelBlock? Shown { get; private set; }

    public async Task SendAsync(RpcBatch batch, CancellationToken cancellationToken)
    {
        batch.Seal();
        var passage = await gates.PassAsync(process, batch.IsReadOnly ? CallKind.Ask : CallKind.Broadcast, Name);
        if (passage != Passage.NotDone)
            Shown = node.Answer(batch, passage == Passage.Garbled ? garbage : null);
        if (passage == Passage.DieAfter)
        {
            process.Die();
            await new TaskCompletionSource().Task;
        }

        if (passage is not (Passage.Through or Passage.Garbled))
            throw Lost(batch);
    }

    private NodeUnavailableException Lost(RpcBatch batch)
    {
        var lost = new NodeUnavailableException(Name, NodeFault.Timeout, "no answer");
        foreach (var call in batch.Calls)
            call.Lose(lost);
        return lost;
    }
}
