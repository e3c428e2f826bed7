using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Allocation;

/// <summary>How much of the available revenue an order may spend, and how much revenue a spend consumes. Whole cents only.</summary>
public static class AllocationRule
{
    /// <summary>Basis points in one: a rate of 10 000 bps spends all of the revenue.</summary>
    public const int BpsPerOne = 10_000;

    /// <summary><c>floor(available × rate)</c>; 0 while the available revenue is negative (the deficit is carried).</summary>
    public static Zar Allocate(Zar available, int rateBps)
    {
        RequireRate(rateBps);
        return available.Cents <= 0 ? Zar.Zero : new Zar((long)((Int128)available.Cents * rateBps / BpsPerOne));
    }

    /// <summary><c>ceil(spend ÷ rate)</c>: the revenue that a spend uses up. For any spend up to the allocation it is at most the available revenue.</summary>
    public static Zar BaseOf(Zar spend, int rateBps)
    {
        RequireRate(rateBps);
        ArgumentOutOfRangeException.ThrowIfNegative(spend.Cents);
        return new Zar(checked((long)(((Int128)spend.Cents * BpsPerOne + rateBps - 1) / rateBps)));
    }

    /// <summary>The allocation, capped at the maximum; below the minimum nothing is to be spent.</summary>
    public static SpendDecision Decide(Zar available, int rateBps, Zar minimum, Zar maximum)
    {
        var allocation = Allocate(available, rateBps);
        var spend = Zar.Min(allocation, maximum);
        return new SpendDecision(available, allocation, spend, spend < minimum);
    }

    private static void RequireRate(int rateBps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rateBps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rateBps, BpsPerOne);
    }
}

/// <summary>What the allocation rule says for the revenue available at a moment.</summary>
/// <param name="Available">Total revenue less the base of pending and completed orders; may be negative.</param>
/// <param name="Allocation">Before the cap.</param>
/// <param name="Spend">After the cap; what an order would spend if the market takes it.</param>
/// <param name="BelowMinimum">True: no order; nothing is consumed.</param>
public sealed record SpendDecision(Zar Available, Zar Allocation, Zar Spend, bool BelowMinimum);
