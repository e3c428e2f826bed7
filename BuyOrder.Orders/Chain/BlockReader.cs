using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Chain;

/// <summary>Asks which blocks are on the chain now.</summary>
internal sealed class BlockReader(ChainNodes nodes)
{
    /// <summary>The hash of each block that a majority agrees on, by its number; heights without agreement are left out.</summary>
    /// <exception cref="ChainUnavailableException">Fewer than a majority answered, or they lag behind <paramref name="highWater"/>.</exception>
    public async Task<IReadOnlyDictionary<long, Hash256>> HashesAsync(
        IReadOnlyCollection<long> numbers, long highWater, CancellationToken cancellation)
    {
        var views = await nodes.AskAsync((node, token) => ReadNodeAsync(node, numbers, token), view => view.Head >= highWater, cancellation);
        var agreed = new Dictionary<long, Hash256>();
        foreach (var number in numbers)
        {
            if (nodes.Majority.TryAgree(views.Select(view => view.Hashes.GetValueOrDefault(number)), out var seen) && seen is { } hash)
                agreed[number] = hash;
        }

        return agreed;
    }

    private static async Task<View> ReadNodeAsync(IEthereumNode node, IReadOnlyCollection<long> numbers, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var head = batch.Add(Eth.Block(BlockTag.Latest));
        var blocks = numbers.Select(number => (Number: number, Call: batch.Add(Eth.Block(BlockTag.Number((ulong)number))))).ToList();
        await node.SendAsync(batch, cancellation);
        var latest = head.Result ?? throw new ChainUnavailableException("it has no latest block.");
        return new View(checked((long)latest.Number), blocks.ToDictionary(block => block.Number, block => block.Call.Result?.Hash));
    }

    private sealed record View(long Head, IReadOnlyDictionary<long, Hash256?> Hashes);
}
