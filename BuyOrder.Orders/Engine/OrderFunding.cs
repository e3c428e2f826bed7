using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Reading;
using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Engine;

/// <summary>
/// Which entries of the ledger funded which order, both ways. The record chain tells in a few times log n point reads; what it does not tell,
/// since it lies before the chain, is found among all orders.
/// </summary>
internal sealed class OrderFunding(OrderQueries book, RevenueLedger ledger)
{
    /// <summary>Where the revenue of an order came from; null when there is no such order. Two reads per shard, and those that find its place.</summary>
    public async Task<Reconciliation?> ReconcileAsync(string orderId, CancellationToken cancellation)
    {
        if (await FindAsync(orderId, cancellation) is not var (order, previous, consumed))
            return null;
        var (after, upTo) = OrderChain.Range(order, previous);
        var before = ledger.ReadCutOffAsync(after, cancellation);
        var at = ledger.ReadCutOffAsync(upTo, cancellation);
        await Task.WhenAll(before, at);
        return Reconciliation.Of(order, previous, consumed, await before, await at);
    }

    /// <summary>The entries that an order takes up; null when there is no such order.</summary>
    public async Task<CutOffRange?> RangeAsync(string orderId, CancellationToken cancellation)
    {
        if (await FindAsync(orderId, cancellation) is not var (order, previous, _))
            return null;
        var (after, upTo) = OrderChain.Range(order, previous);
        return new CutOffRange(after, upTo);
    }

    /// <summary>The order that an entry funded; null when none has used it yet.</summary>
    public async Task<Order?> FundedByAsync(int shard, long sequence, CancellationToken cancellation) =>
        await FromRecordsAsync(places => places.FundedByAsync(shard, sequence, cancellation), cancellation) is { IsTold: true } told
            ? told.Answer
            : new OrderChain(await book.ReadAllAsync(cancellation)).FundedBy(shard, sequence);

    private async Task<Place?> FindAsync(string orderId, CancellationToken cancellation)
    {
        if (await book.FindOrderAsync(orderId, cancellation) is not { } order)
            return null;
        if (await FromRecordsAsync(places => places.BeforeAsync(order, cancellation), cancellation) is { IsTold: true } told)
            return new Place(order, told.Answer.Previous, told.Answer.ConsumedBefore);
        var chain = new OrderChain(await book.ReadAllAsync(cancellation));
        return new Place(order, chain.Before(order).LastOrDefault(), chain.ConsumedBefore(order));
    }

    /// <summary>What the records tell, if they do: they know nothing of the time before them, and damaged ones are for the verification to name.</summary>
    private async Task<(bool IsTold, T? Answer)> FromRecordsAsync<T>(Func<OrderPlaces, Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            return await book.BeginSearchAsync(cancellation) is { } records ? (true, await ask(new OrderPlaces(book, records))) : (false, default);
        }
        catch (InvalidDataException)
        {
            return (false, default);
        }
    }

    /// <param name="Order">The one asked about.</param>
    /// <param name="Previous">The one that counts before it; null for the first.</param>
    /// <param name="ConsumedBefore">By all before it.</param>
    private sealed record Place(Order Order, Order? Previous, Zar ConsumedBefore);
}
