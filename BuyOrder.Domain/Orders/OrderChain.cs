using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Orders;

/// <summary>
/// The orders that use revenue up, oldest first: all but the failed ones, which gave their base back. Each takes up the entries between
/// the cut-off of the one before it and its own, so that every entry belongs to one order at the most.
/// </summary>
/// <remarks>
/// It tells what holds now. A pending order counts, an unknown one too, also one whose purchase was undone: its base stays consumed
/// until an operator finds that it failed. Then its entries go to the next order that counts, as its base went back to what is available.
/// </remarks>
public sealed class OrderChain
{
    private readonly Order[] counted;

    /// <param name="orders">Every order there is, in any order.</param>
    public OrderChain(IEnumerable<Order> orders) =>
        counted = [.. orders.Where(Counts).OrderBy(order => order.CreatedAt).ThenBy(order => order.CutOff.Sum())];

    public static bool Counts(Order order) => order.Status != JobStatus.Failed;

    /// <summary>The orders that count and were placed before this one, oldest first; it may be a failed one itself.</summary>
    public IEnumerable<Order> Before(Order order) =>
        counted.TakeWhile(each => each.Id != order.Id && each.CreatedAt <= order.CreatedAt);

    /// <summary>What the orders before this one have consumed.</summary>
    public Zar ConsumedBefore(Order order) => Before(order).Aggregate(Zar.Zero, (sum, each) => sum + each.RevenueBase);

    /// <summary>The entries that an order takes up: in each shard those after the first number, up to and with the second. None of a failed order.</summary>
    /// <param name="order">Whose.</param>
    /// <param name="previous">The one before it that counts; null for the first.</param>
    public static (IReadOnlyList<long> After, IReadOnlyList<long> UpTo) Range(Order order, Order? previous)
    {
        var after = previous?.CutOff ?? new long[order.CutOff.Count];
        return (after, Counts(order) ? order.CutOff : after);
    }

    /// <summary>The order that an entry funded: the first whose cut-off covers it; null when none has used it yet.</summary>
    public Order? FundedBy(int shard, long sequence) => counted.FirstOrDefault(order => order.CutOff[shard] >= sequence);
}
