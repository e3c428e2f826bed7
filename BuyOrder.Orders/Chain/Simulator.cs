using System.Globalization;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;

namespace BuyOrder.Orders.Chain;

/// <summary>Tries a transaction on every node before it is signed. A failure and no answer both block it.</summary>
internal sealed class Simulator(ChainNodes nodes)
{
    /// <summary>Gas that the call needs at the most, or why it would fail.</summary>
    /// <remarks>
    /// Of the estimates, as many of the highest are left out as there may still be liars among those who answered: a single node cannot
    /// ask for so much gas that no block has it.
    /// </remarks>
    /// <exception cref="ChainUnavailableException">Fewer than a majority answered, or they lag behind <paramref name="highWater"/>, or they disagree.</exception>
    public async Task<(long Gas, Refusal? Refusal)> TryAsync(
        Address wallet, ContractCall call, BlockTag at, long highWater, CancellationToken cancellation)
    {
        var views = await nodes.AskAsync((node, token) => TryOnNodeAsync(node, wallet, call, at, token), view => view.Head >= highWater, cancellation);
        var failures = views.Where(view => view.Failure is not null).ToList();
        var estimates = views.Where(view => view.Failure is null).Select(view => view.Gas).OrderDescending().ToList();
        if (estimates.Count >= nodes.Majority.Needed)
            return (estimates[estimates.Count - nodes.Majority.Needed], null);
        return failures.Count >= nodes.Majority.Needed
            ? (0, new Refusal(ReasonCode.SimulationFailed, failures[0].Failure!) { Tried = new TriedCall(call.To, Hex.Encode(call.Data)) })
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
        var latest = head.Result ?? throw new ChainUnavailableException("it has no latest block.");
        var height = checked((long)latest.Number);
        if ((run.Error ?? estimate.Error) is { IsNodeTrouble: true } trouble)
            throw new ChainUnavailableException(trouble.Message);
        if ((Failure(run) ?? Failure(estimate)) is { } failure)
            return new Trial(height, 0, failure);
        return estimate.Result <= latest.GasLimit
            ? new Trial(height, checked((long)estimate.Result), null)
            : throw new ChainUnavailableException(
                string.Create(CultureInfo.InvariantCulture, $"it estimates {estimate.Result} gas, and a block has {latest.GasLimit}."));
    }

    /// <summary>The node's words when it refused the call; null when it ran.</summary>
    /// <exception cref="NodeUnavailableException">There is no usable answer.</exception>
    private static string? Failure<T>(RpcCall<T> call)
    {
        if (call.Error is { } error)
            return error.Message;
        _ = call.Result;
        return null;
    }

    private sealed record Trial(long Head, long Gas, string? Failure);
}
