using BuyOrder.Domain.Treasury;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Prices;

namespace BuyOrder.Orders.Chain;

/// <summary>Asks the nodes what Uniswap v2 pools have summed up, at one block that most of them have.</summary>
internal sealed class ObservationReader(ChainNodes nodes)
{
    /// <summary>The sums of those pools about which a majority says the same.</summary>
    /// <exception cref="ChainUnavailableException">Fewer than a majority answered, or they lag behind what was seen before.</exception>
    public async Task<IReadOnlyList<(UniswapV2Source Source, PoolObservation Observation)>> ReadAsync(
        IReadOnlyList<UniswapV2Source> sources, TreasuryState state, CancellationToken cancellation)
    {
        var heads = await nodes.AskAsync((node, token) => HeadAsync(node, state, token), head => head.Number >= state.HighWaterBlock, cancellation);
        var agreed = nodes.Majority.Supported(heads.Select(head => head.Number));
        var views = await nodes.AskAsync((node, token) => SumsAsync(node, agreed, sources, token), _ => true, cancellation);
        var observed = new List<(UniswapV2Source, PoolObservation)>();
        for (var index = 0; index < sources.Count; index++)
        {
            if (nodes.Majority.TryAgree(views.Select(view => view.Sums[index]), out var answer) && answer is SourceAnswer.Summed summed)
                observed.Add((sources[index], new PoolObservation(sources[index].Address, summed.At, agreed, summed.Sum)));
        }

        return observed;
    }

    private static async Task<Head> HeadAsync(IEthereumNode node, TreasuryState state, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var head = batch.Add(Eth.Block(BlockTag.Latest));
        var height = HeadBound.Ask(batch, state.HighWaterBlock);
        await node.SendAsync(batch, cancellation);
        return new Head(checked((long)height(head.Result ?? throw new ChainUnavailableException("it has no latest block.")).Number));
    }

    private static async Task<View> SumsAsync(
        IEthereumNode node, long height, IReadOnlyList<UniswapV2Source> sources, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var number = BlockTag.Number((ulong)height);
        var block = batch.Add(Eth.Block(number));
        var sums = sources.Select(source => source.Ask(batch, number)).ToList();
        await node.SendAsync(batch, cancellation);
        var time = (block.Result ?? throw new ChainUnavailableException($"it has no block {height}.")).Timestamp;
        return new View(sums.ConvertAll(sum => sum(time)));
    }

    private sealed record Head(long Number);

    private sealed record View(IReadOnlyList<SourceAnswer> Sums);
}
