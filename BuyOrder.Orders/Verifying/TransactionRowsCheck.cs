using BuyOrder.Domain.Chain;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>The rows that say whose a transaction is: one for each attempt and each purchase, of the right order, and no other.</summary>
/// <param name="orders">All of them.</param>
/// <param name="claims">Transactions that an operator has named as a purchase.</param>
/// <param name="lost">Transactions whose attempts were gone when the records were restarted.</param>
internal sealed class TransactionRowsCheck(IReadOnlyDictionary<string, KnownOrder> orders, IReadOnlySet<string> claims, IReadOnlySet<string> lost)
{
    private readonly Dictionary<Hash256, (KnownOrder Order, int Attempt)> expected = [];

    /// <param name="hash">Of the transaction.</param>
    /// <param name="order">Whose it is.</param>
    /// <param name="attempt">Number of its attempt; 0 for a purchase that may have been none.</param>
    public void Expect(Hash256 hash, KnownOrder order, int attempt)
    {
        if (attempt > 0)
            expected[hash] = (order, attempt);
        else
            expected.TryAdd(hash, (order, attempt));
    }

    /// <summary>Takes the next row; its fault, or null.</summary>
    public LedgerFault? Add(TableRow row)
    {
        var text = row.Key[OrderKeys.TransactionPrefix.Length..];
        if (Hash256.TryParse(text, out var hash) && row.Key == OrderKeys.Transaction(hash) && expected.Remove(hash, out var found))
            return RowDifference.First(row, new RowValues { ["orderId"] = found.Order.Id }, "that order has signed it, or claimed it");

        if (lost.Contains(text))
            return null;

        // An operator may have named it as an order's purchase, and it was undone since.
        return row.Values["orderId"] is string id && orders.TryGetValue(id, out var order) && order.WasUndone && claims.Contains(text)
            ? RowDifference.First(row, new RowValues { ["orderId"] = id }, "that is how a claim is written")
            : LedgerFault.Row(row, "no order has signed this transaction, or claimed it");
    }

    /// <summary>Call after the last row.</summary>
    public LedgerFault? End()
    {
        if (expected.Count == 0)
            return null;
        var (hash, (order, attempt)) = expected.First();
        var key = attempt > 0 ? OrderKeys.Attempt(order.Id, attempt) : OrderKeys.Job(order.Id);
        return LedgerFault.Missing(OrderKeys.Partition, OrderKeys.Transaction(hash), $"row {key} has this transaction");
    }
}
