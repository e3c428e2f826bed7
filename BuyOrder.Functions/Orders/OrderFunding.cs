using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Revenue;

namespace BuyOrder.Functions.Orders;

/// <summary>Which entries of the ledger funded which order, both ways.</summary>
internal sealed class OrderFunding(OrderBook book, RevenueLedger ledger)
{
    /// <summary>Where the revenue of an order came from; null when there is no such order. Two reads per shard, and the orders.</summary>
    public async Task<Reconciliation?> ReconcileAsync(string orderId, CancellationToken cancellation)
    {
        if (await FindAsync(orderId, cancellation) is not var (order, chain))
            return null;
        var (after, upTo) = chain.Range(order);
        var before = ledger.ReadCutOffAsync(after, cancellation);
        var at = ledger.ReadCutOffAsync(upTo, cancellation);
        await Task.WhenAll(before, at);
        return Reconciliation.Of(order, chain, await before, await at);
    }

    /// <summary>The entries that an order takes up; null when there is no such order.</summary>
    public async Task<CutOffRange?> RangeAsync(string orderId, CancellationToken cancellation)
    {
        if (await FindAsync(orderId, cancellation) is not var (order, chain))
            return null;
        var (after, upTo) = chain.Range(order);
        return new CutOffRange(after, upTo);
    }

    /// <summary>The order that an entry funded; null when none has used it yet.</summary>
    public async Task<Order?> FundedByAsync(int shard, long sequence, CancellationToken cancellation) =>
        new OrderChain(await book.ReadAllAsync(cancellation)).FundedBy(shard, sequence);

    private async Task<(Order Order, OrderChain Chain)?> FindAsync(string orderId, CancellationToken cancellation)
    {
        var orders = await book.ReadAllAsync(cancellation);
        return orders.FirstOrDefault(order => order.Id == orderId) is { } found ? (found, new OrderChain(orders)) : null;
    }
}
