using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Allocation;

/// <summary>What the allocation rule says for the revenue available at a moment.</summary>
/// <param name="Available">Total revenue less the base of pending and completed orders; may be negative.</param>
/// <param name="Allocation">Before the cap.</param>
/// <param name="Spend">After the cap; what an order would spend if the market takes it.</param>
/// <param name="BelowMinimum">True: no order; nothing is consumed.</param>
public sealed record SpendDecision(Zar Available, Zar Allocation, Zar Spend, bool BelowMinimum);
