namespace BuyOrder.Domain.Orders;

/// <summary>Whether a final swap is the purchase that the order promised. A status is not enough: what its Transfer events show decides.</summary>
public static class PurchaseAudit
{
    /// <summary>Null when it is; else why not. Whose tokens went to whom along the path was settled when the events were read.</summary>
    public static Refusal? Check(Order order, Attempt attempt, ReceiptFacts receipt)
    {
        if (receipt.Purchase is not { } purchase)
            return Mismatch(receipt, "its events show no purchase of this order");
        if (purchase.SpentUnits != order.SpendUnits)
            return Mismatch(receipt, $"it spent {purchase.SpentUnits} units instead of {order.SpendUnits}");
        return purchase.TokensAcquired < attempt.MinimumOut
            ? Mismatch(receipt, $"it bought {purchase.TokensAcquired} units, the minimum is {attempt.MinimumOut}")
            : null;
    }

    private static Refusal Mismatch(ReceiptFacts receipt, string what) =>
        new(ReasonCode.PurchaseMismatch, $"Transaction {receipt.TransactionHash} is final, but {what}.");
}
