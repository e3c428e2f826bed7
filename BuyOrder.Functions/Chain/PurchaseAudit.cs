using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Functions.Market;

namespace BuyOrder.Functions.Chain;

/// <summary>Reads from a final receipt what a swap really did. A status is not enough: the Transfer events decide.</summary>
internal sealed class PurchaseAudit(ChainNodes nodes, IMarket market)
{
    /// <summary>The purchase, or why the receipt is not the purchase that the order promised.</summary>
    /// <exception cref="ChainUnavailableException">There is no majority.</exception>
    public async Task<(Purchase? Purchase, Refusal? Mismatch)> ReadAsync(
        Order order, Attempt attempt, ReceiptFacts receipt, CancellationToken cancellation)
    {
        var views = await nodes.AskAsync((node, token) => ReadNodeAsync(node, order, receipt, token), _ => true, cancellation);
        if (!nodes.Majority.TryAgree(views.Select(view => view.Purchase), out var purchase))
            throw new ChainUnavailableException("The nodes disagree about what the swap did.");
        if (purchase is null)
            return (null, Mismatch(receipt, "its events show no purchase of this order"));
        if (purchase.SpentUnits != order.SpendUnits)
            return (null, Mismatch(receipt, $"it spent {purchase.SpentUnits} units instead of {order.SpendUnits}"));
        return purchase.TokensAcquired < attempt.MinimumOut
            ? (null, Mismatch(receipt, $"it bought {purchase.TokensAcquired} units, the minimum is {attempt.MinimumOut}"))
            : (purchase, null);
    }

    private async Task<NodePurchase> ReadNodeAsync(IEthereumNode node, Order order, ReceiptFacts expected, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var call = batch.Add(Eth.Receipt(Hash256.Parse(expected.TransactionHash)));
        await node.SendAsync(batch, cancellation);
        var receipt = call.Result;
        if (receipt is null || receipt.BlockHash.ToString() != expected.BlockHash)
            throw new ChainUnavailableException($"{node.Name} does not have the receipt of {expected.TransactionHash}.");
        var reading = market.ReadPurchase(receipt, Address.Parse(order.Wallet), Address.Parse(order.Recipient));
        return new NodePurchase(reading is null
            ? null
            : new Purchase(expected.TransactionHash, expected.BlockNumber, expected.BlockHash, reading.Spent, reading.Received));
    }

    private static Refusal Mismatch(ReceiptFacts receipt, string what) =>
        new(ReasonCode.PurchaseMismatch, $"Transaction {receipt.TransactionHash} is final, but {what}.");

    private sealed record NodePurchase(Purchase? Purchase);
}
