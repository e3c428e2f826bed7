using BuyOrder.Domain;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Functions.Market;

namespace BuyOrder.Functions.Chain;

/// <summary>Tries a transaction on every node before it is signed. A failure and no answer both block it.</summary>
internal sealed class Simulator(ChainNodes nodes)
{
    /// <summary>Gas that a majority of the nodes estimate at the most, or why the call would fail.</summary>
    /// <exception cref="ChainUnavailableException">Fewer than a majority answered, or they lag behind <paramref name="highWater"/>, or they disagree.</exception>
    public async Task<(long Gas, Refusal? Refusal)> TryAsync(
        Address wallet, ContractCall call, BlockTag at, long highWater, CancellationToken cancellation)
    {
        var views = await nodes.AskAsync((node, token) => TryOnNodeAsync(node, wallet, call, at, token), view => view.Head >= highWater, cancellation);
        var failures = views.Where(view => view.Failure is not null).ToList();
        if (views.Count - failures.Count >= nodes.Majority.Needed)
            return (views.Where(view => view.Failure is null).Max(view => view.Gas), null);
        return failures.Count >= nodes.Majority.Needed
            ? (0, new Refusal(ReasonCode.SimulationFailed, failures[0].Failure!) { Tried = new TriedCall(call.To.ToString(), Hex.Encode(call.Data)) })
            : throw new ChainUnavailableException("The nodes disagree about the simulation.");
    }

    private static async Task<Trial> TryOnNodeAsync(
        IEthereumNode node, Address wallet, ContractCall call, BlockTag at, CancellationToken cancellation)
    {
        var request = new CallRequest { From = wallet, To = call.To, Data = call.Data };
        var batch = new RpcBatch();
        var head = batch.Add(Eth.Block(BlockTag.Latest));
        var run = batch.Add(Eth.Call(request, at));
        var estimate = batch.Add(Eth.EstimateGas(request, at));
        await node.SendAsync(batch, cancellation);
        var height = (long)(head.Result ?? throw new ChainUnavailableException($"{node.Name} has no latest block.")).Number;
        if ((run.Error ?? estimate.Error) is { IsNodeTrouble: true } trouble)
            throw new ChainUnavailableException($"{node.Name}: {trouble.Message}");
        if (!run.IsSuccess)
            return new Trial(height, 0, run.Error!.Message);
        return estimate.IsSuccess ? new Trial(height, (long)estimate.Result, null) : new Trial(height, 0, estimate.Error!.Message);
    }

    private sealed record Trial(long Head, long Gas, string? Failure);
}
