using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Prices;

namespace BuyOrder.Orders.Chain;

/// <summary>Asks the nodes about the price sources alone, for those who want to know whether they are what the settings say.</summary>
internal sealed class SourceLook(ChainNodes nodes, PriceReader prices)
{
    /// <summary>In the order of the sources; a sum of a pool counts as no fault.</summary>
    /// <exception cref="ChainUnavailableException">There is no majority.</exception>
    public async Task<IReadOnlyList<SourceAnswer>> ReadAsync(CancellationToken cancellation)
    {
        var views = await nodes.AskAsync(AskAsync, _ => true, cancellation);
        return [.. views[0].Answers.Select((_, index) => PriceReader.Agree([.. views.Select(view => view.Answers[index])], nodes.Majority))];
    }

    private async Task<View> AskAsync(IEthereumNode node, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var head = batch.Add(Eth.Block(BlockTag.Latest));
        var asked = prices.Ask(batch);
        await node.SendAsync(batch, cancellation);
        return new View(asked((head.Result ?? throw new ChainUnavailableException("it has no latest block.")).Timestamp));
    }

    private sealed record View(IReadOnlyList<SourceAnswer> Answers);
}
