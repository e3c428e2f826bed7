using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Functions.Market;

namespace BuyOrder.Functions.Chain;

/// <summary>Reads from receipts what they did to the wallet's money, whoever made the transactions.</summary>
internal sealed class MoneyReader(ChainNodes nodes, IMarket market, MarketRoute route)
{
    /// <summary>By transaction hash, for each of the receipts that succeeded.</summary>
    /// <exception cref="ChainUnavailableException">There is no majority.</exception>
    public async Task<IReadOnlyDictionary<string, MoneyMoved>> ReadAsync(
        Address wallet, Address recipient, IEnumerable<ReceiptFacts> receipts, CancellationToken cancellation)
    {
        var asked = receipts.Where(receipt => receipt.Succeeded).ToList();
        if (asked.Count == 0)
            return new Dictionary<string, MoneyMoved>();

        var views = await nodes.AskAsync((node, token) => ReadNodeAsync(node, wallet, recipient, asked, token), _ => true, cancellation);
        return asked.ToDictionary(
            receipt => receipt.TransactionHash,
            receipt => nodes.Majority.TryAgree(views.Select(view => view[receipt.TransactionHash]), out var moved)
                ? moved
                : throw new ChainUnavailableException($"The nodes disagree about what {receipt.TransactionHash} did."));
    }

    private async Task<Dictionary<string, MoneyMoved>> ReadNodeAsync(
        IEthereumNode node, Address wallet, Address recipient, List<ReceiptFacts> asked, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var calls = asked.ConvertAll(receipt => batch.Add(Eth.Receipt(Hash256.Parse(receipt.TransactionHash))));
        await node.SendAsync(batch, cancellation);
        return asked.Zip(calls).ToDictionary(pair => pair.First.TransactionHash, pair => Read(pair.First, pair.Second.Result));

        MoneyMoved Read(ReceiptFacts expected, TransactionReceipt? receipt)
        {
            if (receipt is null || receipt.BlockHash.ToString() != expected.BlockHash)
                throw new ChainUnavailableException($"it does not have the receipt of {expected.TransactionHash}.");
            var reading = market.ReadPurchase(receipt, wallet, recipient);
            var purchase = reading is null
                ? null
                : new Purchase(expected.TransactionHash, expected.BlockNumber, expected.BlockHash, reading.Spent, reading.Received);
            return new MoneyMoved(SwapReceipt.Outflow(receipt, route.Stablecoin, wallet), purchase);
        }
    }
}
