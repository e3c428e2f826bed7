using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;

namespace BuyOrder.Orders.Chain;

/// <summary>Reads from receipts what they did to the wallet's money, whichever transaction they are of.</summary>
internal sealed class TransferReader(ChainNodes nodes, MarketRoute route)
{
    /// <summary>By transaction hash, for each of the receipts that succeeded.</summary>
    /// <exception cref="ChainUnavailableException">There is no majority.</exception>
    public async Task<IReadOnlyDictionary<Hash256, Transfers>> ReadAsync(
        Address wallet, Address recipient, IEnumerable<ReceiptFacts> receipts, CancellationToken cancellation)
    {
        var asked = receipts.Where(receipt => receipt.Succeeded).ToList();
        if (asked.Count == 0)
            return new Dictionary<Hash256, Transfers>();

        var views = await nodes.AskAsync((node, token) => ReadNodeAsync(node, wallet, recipient, asked, token), _ => true, cancellation);
        return asked.ToDictionary(
            receipt => receipt.TransactionHash,
            receipt => nodes.Majority.TryAgree(views.Select(view => view[receipt.TransactionHash].Moved), out var moved)
                ? Arrived(moved, [.. views.Select(view => view[receipt.TransactionHash].Arrival)])
                : throw new ChainUnavailableException($"The nodes disagree about what {receipt.TransactionHash} did."));
    }

    /// <summary>What the recipient's balance confirms of the events.</summary>
    private Transfers Arrived(Transfers byEvents, IReadOnlyList<Arrival?> arrivals)
    {
        if (byEvents.TokensIn.IsZero)
            return byEvents;
        var isKnown = nodes.Majority.TryAgree(arrivals, out var arrival) && arrival is not null;
        var tokens = isKnown ? arrival!.Of(byEvents.TokensIn) : byEvents.TokensIn;
        return byEvents with
        {
            TokensIn = tokens,
            ByEventsAlone = !isKnown,
            Purchase = byEvents.Purchase is { } purchase ? purchase with { TokensAcquired = tokens, ByEventsAlone = !isKnown } : null,
        };
    }

    private async Task<Dictionary<Hash256, (Transfers Moved, Arrival? Arrival)>> ReadNodeAsync(
        IEthereumNode node, Address wallet, Address recipient, List<ReceiptFacts> asked, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var calls = asked.ConvertAll(receipt => (
            Receipt: batch.Add(Eth.Receipt(receipt.TransactionHash)),
            Block: batch.Add(Eth.Block(receipt.BlockHash))));
        await node.SendAsync(batch, cancellation);
        var moved = asked.Zip(calls).Select(pair => (Facts: pair.First, Moved: Read(pair.First, pair.Second.Receipt.Result), pair.Second.Block)).ToList();

        // A node that lacks the block, or its state, leaves the events to be believed.
        var second = new RpcBatch();
        var arrivals = moved.Where(each => !each.Moved.TokensIn.IsZero && each.Block is { IsSuccess: true, Result: not null }).ToDictionary(
            each => each.Facts.TransactionHash,
            each => ArrivalQuestion.Ask(second, route.Token, recipient, each.Block.Result!.Hash, each.Block.Result.ParentHash));
        if (arrivals.Count > 0)
            await node.SendAsync(second, cancellation);
        return moved.ToDictionary(
            each => each.Facts.TransactionHash,
            each => (each.Moved, arrivals.TryGetValue(each.Facts.TransactionHash, out var arrival) ? arrival() : null));

        Transfers Read(ReceiptFacts expected, TransactionReceipt? receipt)
        {
            if (receipt is null || receipt.BlockHash != expected.BlockHash)
                throw new ChainUnavailableException($"it does not have the receipt of {expected.TransactionHash}.");
            var reading = SwapReceipt.Read(receipt, route.Path, wallet, recipient);
            var purchase = reading is null
                ? null
                : new Purchase(expected.TransactionHash, expected.BlockNumber, expected.BlockHash, reading.Spent, reading.Received);
            var tokensIn = BigInteger.Max(BigInteger.Zero, SwapReceipt.Net(receipt.Logs, route.Token, recipient));
            return new Transfers(SwapReceipt.Outflow(receipt, route.Stablecoin, wallet), purchase, tokensIn);
        }
    }
}
