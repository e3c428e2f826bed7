using System.Collections.Immutable;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Functions.Market;

namespace BuyOrder.Functions.Chain;

/// <summary>Asks every node what became of an order's transactions and gives back only what a majority agrees on.</summary>
internal sealed class OrderReader(ChainNodes nodes, IMarket market, ChainOptions options)
{
    /// <summary>With what the receipts show to have been bought for the order.</summary>
    /// <exception cref="ChainUnavailableException">Fewer than a majority answered, or they lag behind <paramref name="highWater"/>.</exception>
    public Task<ChainFacts> ReadAsync(Order order, IReadOnlyCollection<string> hashes, long highWater, CancellationToken cancellation) =>
        ReadAsync(Address.Parse(order.Wallet), Address.Parse(order.Recipient), hashes, highWater, cancellation);

    /// <summary>Without a look at what was bought.</summary>
    /// <exception cref="ChainUnavailableException">Fewer than a majority answered, or they lag behind <paramref name="highWater"/>.</exception>
    public Task<ChainFacts> ReadAsync(Address wallet, IReadOnlyCollection<string> hashes, long highWater, CancellationToken cancellation) =>
        ReadAsync(wallet, null, hashes, highWater, cancellation);

    private async Task<ChainFacts> ReadAsync(
        Address wallet, Address? recipient, IReadOnlyCollection<string> hashes, long highWater, CancellationToken cancellation)
    {
        var views = await nodes.AskAsync(
            (node, token) => ReadNodeAsync(node, wallet, recipient, hashes, token), view => view.Head >= highWater, cancellation);
        return Agree(views, hashes, nodes.Majority);
    }

    internal static ChainFacts Agree(IReadOnlyList<NodeView> views, IEnumerable<string> hashes, Majority majority)
    {
        var final = majority.Supported(views.Select(view => view.Final));
        var receipts = new Dictionary<string, ReceiptFacts>();
        foreach (var hash in hashes)
        {
            // That there is none must be agreed on as well: a disagreement delays, it never decides.
            if (!majority.TryAgree(views.Select(view => view.Receipts.GetValueOrDefault(hash)), out var receipt))
                throw new ChainUnavailableException($"The nodes disagree about the receipt of {hash}.");
            if (receipt is null)
                continue;

            // Those who have the receipt must be those who see its block final: a node that was left behind on an undone block has the
            // receipt of a liar, and others the height.
            var isFinal = views.Count(view => receipt == view.Receipts.GetValueOrDefault(hash) && receipt.BlockNumber <= view.Final);
            receipts[hash] = receipt with { IsFinal = isFinal >= majority.Needed };
        }

        return new ChainFacts
        {
            Head = majority.Supported(views.Select(view => view.Head)),
            HeadTime = majority.Supported(views.Select(view => view.HeadTime)),
            Final = final,
            NonceAtHead = majority.Supported(views.Select(view => view.NonceAtHead)),
            NonceAtFinal = majority.Supported(views.Select(view => view.NonceAtFinal)),
            Receipts = receipts,
            KnownEverywhere = hashes.Where(hash => views.All(view => view.Known.Contains(hash))).ToImmutableHashSet(),
        };
    }

    private async Task<NodeView> ReadNodeAsync(
        IEthereumNode node, Address wallet, Address? recipient, IReadOnlyCollection<string> hashes, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var head = batch.Add(Eth.Block(BlockTag.Latest));
        var nonceAtHead = batch.Add(Eth.TransactionCount(wallet, BlockTag.Latest));
        var finalPart = FinalPart.Ask(node, batch, wallet, options.Confirmations);
        var transactions = hashes.Select(hash => (
            Hash: hash, Receipt: batch.Add(Eth.Receipt(Hash256.Parse(hash))), Known: batch.Add(Eth.Transaction(Hash256.Parse(hash))))).ToList();
        await node.SendAsync(batch, cancellation);

        var latest = head.Result ?? throw new ChainUnavailableException("it has no latest block.");
        var found = transactions.Where(transaction => transaction.Receipt.Result is not null).ToList();
        var final = await finalPart(checked((long)latest.Number), cancellation);
        var canonical = await CanonicalAsync(node, [.. found.Select(transaction => transaction.Receipt.Result!)], cancellation);
        return new NodeView
        {
            Head = checked((long)latest.Number),
            HeadTime = latest.Timestamp,
            Final = final.Height,
            NonceAtHead = checked((long)nonceAtHead.Result),
            NonceAtFinal = final.Nonce,
            Receipts = canonical.ToDictionary(receipt => receipt.TransactionHash.ToString(), receipt => Facts(receipt, wallet, recipient)),
            Known = transactions.Where(transaction => transaction.Known.Result is not null).Select(transaction => transaction.Hash).ToHashSet(),
        };
    }

    /// <summary>A receipt counts only if its block is the one the same node has at that height: an index may lag behind a reorg.</summary>
    private static async Task<IReadOnlyList<TransactionReceipt>> CanonicalAsync(
        IEthereumNode node, IReadOnlyList<TransactionReceipt> receipts, CancellationToken cancellation)
    {
        if (receipts.Count == 0)
            return [];

        var batch = new RpcBatch();
        var blocks = receipts.Select(receipt => batch.Add(Eth.Block(BlockTag.Number(receipt.BlockNumber)))).ToList();
        await node.SendAsync(batch, cancellation);
        return [.. receipts.Zip(blocks).Where(pair => pair.Second.Result?.Hash == pair.First.BlockHash).Select(pair => pair.First)];
    }

    private ReceiptFacts Facts(TransactionReceipt receipt, Address wallet, Address? recipient)
    {
        var (hash, number, block) = (receipt.TransactionHash.ToString(), checked((long)receipt.BlockNumber), receipt.BlockHash.ToString());
        var reading = recipient is { } buyer ? market.ReadPurchase(receipt, wallet, buyer) : null;
        return new ReceiptFacts(
            hash,
            number,
            block,
            receipt.Succeeded,
            receipt.GasUsed * receipt.EffectiveGasPrice,
            IsFinal: false,
            reading is null ? null : new Purchase(hash, number, block, reading.Spent, reading.Received));
    }
}
