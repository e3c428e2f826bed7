using System.Numerics;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Orders;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>What must hold of order book, chain and revenue at every moment.</summary>
internal sealed class Audit(ITableStore tables, ModelChain chain)
{
    private readonly OrderBook book = new(tables);
    private readonly ITable table = tables.Table(BookKeys.Table);

    /// <summary>By transaction hash, the order that it was stored for.</summary>
    public Dictionary<string, string> Owners { get; } = [];

    public IReadOnlyList<OrderRecord> Orders() => Now(book.ListAsync(new OrderFilter(), 1000, null, CancellationToken.None)).Items;

    /// <summary>A node has been shown these bytes: they must be in the book, whole.</summary>
    public void Seen(ModelTransaction transaction)
    {
        if (Owners.ContainsKey(transaction.Hash))
            return;
        var owner = Now(table.ReadAsync(BookKeys.Partition, BookKeys.Transaction(transaction.Hash), CancellationToken.None))
            ?? throw new SimulationException($"{transaction.Hash} was broadcast before it was stored.");
        var id = owner.Values.Text("orderId");
        Demand(
            Now(book.FindAsync(id, CancellationToken.None))!.Attempts.Any(attempt => attempt.TransactionHash == transaction.Hash),
            $"{transaction.Hash} was broadcast, but no attempt of {id} has its bytes.");
        Owners[transaction.Hash] = id;
    }

    /// <summary>Whatever the chain looks like just now, no order has bought twice.</summary>
    public void CheckChain()
    {
        foreach (var bought in chain.Purchases.GroupBy(mined => Owners[mined.Transaction.Hash]))
            Demand(bought.Count() == 1, $"{bought.Key} bought {bought.Count()} times.");
    }

    public void CheckBook(Zar revenue)
    {
        var state = Now(book.ReadStateAsync(CancellationToken.None));
        var orders = Orders().Select(record => record.Order).ToList();
        var completed = orders.FindAll(order => order.Status == OrderStatus.Completed);
        var open = orders.FindAll(order => !order.IsEnded);

        Demand(open.Count <= 1 && state.OpenOrderId == open.FirstOrDefault()?.Id, "The open order is not the one the state names.");
        Demand(state.OpenSpend == (open.FirstOrDefault()?.Spend ?? Zar.Zero), "The open spend is not the open order's.");
        Demand(
            state.ConsumedBase.Cents == orders.Where(order => order.Status != OrderStatus.Failed).Sum(order => order.RevenueBase.Cents),
            "The consumed base is not the sum over pending and completed orders.");
        Demand(state.ConsumedBase <= revenue, "More revenue is used than there is.");
        Demand(state.TotalSpent.Cents == completed.Sum(order => order.Spend.Cents), "The spend is not the sum over completed orders.");
        Demand(
            state.TokensAcquired == completed.Aggregate(BigInteger.Zero, (sum, order) => sum + order.Purchase!.TokensAcquired),
            "The tokens are not the sum over completed orders.");
        Demand(state.Completed == completed.Count && state.Failed == orders.Count(order => order.Status == OrderStatus.Failed), "The counts are wrong.");
        foreach (var order in orders)
            Demand(order.Spend.Cents == order.RevenueBase.Cents * order.RateBps / 10_000, $"{order.Id}: the spend does not follow from its base.");
        CheckNonces();
        CheckCompleted(completed);
    }

    /// <summary>Nothing can change any more: the purchases of the chain are those of the book.</summary>
    public void CheckEnd()
    {
        var known = Orders().Where(record => !record.Order.IsUnknown).ToDictionary(record => record.Order.Id, record => record.Order);
        var bought = chain.Purchases.Where(mined => known.ContainsKey(Owners[mined.Transaction.Hash]))
            .ToDictionary(mined => Owners[mined.Transaction.Hash]);
        foreach (var order in known.Values)
        {
            Demand(
                bought.ContainsKey(order.Id) == (order.Status == OrderStatus.Completed),
                $"{order.Id} is {order.Status}, and the chain knows {(bought.ContainsKey(order.Id) ? "a" : "no")} purchase of it.");
        }
    }

    private void CheckCompleted(List<Order> completed)
    {
        foreach (var order in completed)
        {
            var mined = chain.Head.Find(order.Purchase!.TransactionHash)
                ?? throw new SimulationException($"{order.Id} is completed, but its purchase is not on the chain.");
            Demand(
                mined.Mined.Spent == order.Purchase.SpentUnits && mined.Mined.Received == order.Purchase.TokensAcquired
                    && mined.Mined.Spent == order.SpendUnits,
                $"{order.Id}: book and chain differ in the amounts.");
        }
    }

    private void CheckNonces()
    {
        foreach (var nonce in Orders().SelectMany(record => record.Attempts.Select(attempt => (attempt.Nonce, Try: (record.Order.Id, attempt.Retry)))).GroupBy(use => use.Nonce))
            Demand(nonce.Select(use => use.Try).Distinct().Count() == 1, $"Nonce {nonce.Key} is used by more than one try.");
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
            throw new SimulationException(otherwise);
    }

    private static T Now<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
