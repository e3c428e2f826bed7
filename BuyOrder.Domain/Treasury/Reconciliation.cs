using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Domain.Treasury;

/// <summary>
/// Where the revenue of one order came from: <c>carried in + entries = base + carried out</c>. What is carried comes from the order store,
/// the entries from the ledger's blocks.
/// </summary>
/// <param name="Order">The order.</param>
/// <param name="Previous">The one before it that counts; null for the first.</param>
/// <param name="After">Its cut-off: how many entries of each shard were taken up already.</param>
/// <param name="UpTo">The cut-off of this order.</param>
/// <param name="CarriedIn">What was left available after the previous order.</param>
/// <param name="Entries">How many entries lie between the cut-offs.</param>
/// <param name="EntriesTotal">Their sum, refunds negative.</param>
/// <param name="Breakdown">The same by source and currency; null when the order is from before this was kept.</param>
/// <param name="Base">What the order consumes: nothing if it failed.</param>
/// <param name="CarriedOut">What it left available.</param>
/// <param name="Faults">What does not fit, a sentence each; empty when all does.</param>
public sealed record Reconciliation(
    Order Order,
    Order? Previous,
    IReadOnlyList<long> After,
    IReadOnlyList<long> UpTo,
    Zar CarriedIn,
    long Entries,
    Zar EntriesTotal,
    RevenueTotals? Breakdown,
    Zar Base,
    Zar CarriedOut,
    IReadOnlyList<string> Faults)
{
    public bool Fits => Faults.Count == 0;

    /// <param name="order">Whose revenue it is about.</param>
    /// <param name="previous">The one before it that counts; null for the first.</param>
    /// <param name="consumed">What all that count before it have consumed.</param>
    /// <param name="before">The last blocks of the ledger at the previous order's cut-off; null for a shard without a block that ends there.</param>
    /// <param name="at">The same at this order's.</param>
    public static Reconciliation Of(
        Order order, Order? previous, Zar consumed, IReadOnlyList<ShardCutOff?> before, IReadOnlyList<ShardCutOff?> at)
    {
        var counts = OrderChain.Counts(order);
        var (after, upTo) = OrderChain.Range(order, previous);
        var carriedIn = (previous?.RevenueTotal ?? Zar.Zero) - consumed;
        var found = new Reconciliation(
            order,
            previous,
            after,
            upTo,
            carriedIn,
            upTo.Sum() - after.Sum(),
            Total(at) - Total(before),
            counts ? Between(previous, order) : RevenueTotals.Empty,
            counts ? order.RevenueBase : Zar.Zero,
            counts ? order.RevenueTotal - consumed - order.RevenueBase : carriedIn,
            []);
        return found with { Faults = [.. found.Check(before, at)] };
    }

    private static Zar Total(IEnumerable<ShardCutOff?> shards) =>
        shards.OfType<ShardCutOff>().Aggregate(Zar.Zero, (sum, shard) => sum + shard.Total);

    private static RevenueTotals? Between(Order? previous, Order order) => previous is null
        ? order.Revenue
        : previous.Revenue is { } earlier ? order.Revenue?.Since(earlier) : null;

    private IEnumerable<string> Check(IReadOnlyList<ShardCutOff?> before, IReadOnlyList<ShardCutOff?> at)
    {
        for (var shard = 0; shard < UpTo.Count; shard++)
        {
            if (UpTo[shard] < After[shard])
                yield return $"Shard {shard}: the cut-off goes back from {After[shard]} to {UpTo[shard]}.";
        }
        var frozen = OrderChain.Counts(Order) ? CheckFrozen(Order, at) : [];
        foreach (var fault in frozen.Concat(Previous is null ? [] : CheckFrozen(Previous, before)))
            yield return fault;
        if (CarriedIn + EntriesTotal != Base + CarriedOut)
            yield return $"Carried in {CarriedIn} and entries {EntriesTotal} are not base {Base} and carried out {CarriedOut}.";
        if (Base > CarriedIn + EntriesTotal)
            yield return $"The base {Base} is more than the {CarriedIn + EntriesTotal} that were available.";
        if (Breakdown is { } lines && (lines.Entries, lines.Total) != (Entries, EntriesTotal))
            yield return $"By source and currency there are {lines.Entries} entries of {lines.Total}, in the blocks {Entries} of {EntriesTotal}.";
    }

    /// <summary>Whether the ledger still has what was frozen on an order.</summary>
    private static IEnumerable<string> CheckFrozen(Order order, IReadOnlyList<ShardCutOff?> shards)
    {
        if (shards.ToList().FindIndex(shard => shard is null) is >= 0 and var missing)
        {
            yield return $"Shard {missing}: no block ends at entry {order.CutOff[missing]}, the cut-off of {order.Id}.";
            yield break;
        }
        if (RevenueHashes.LedgerRoot([.. shards.OfType<ShardCutOff>()]).ToString() is var root && root != order.LedgerRoot)
            yield return $"The ledger root of {order.Id} is {order.LedgerRoot}; the blocks give {root}.";
        if (Total(shards) is var total && total != order.RevenueTotal)
            yield return $"The total revenue of {order.Id} is {order.RevenueTotal}; the blocks give {total}.";
    }
}
