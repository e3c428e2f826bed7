using System.Numerics;
using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Treasury;

/// <summary>Everything the orders add up to, at one moment. Equal when every figure is.</summary>
/// <param name="ConsumedBase">Σ base of pending and completed orders.</param>
/// <param name="TotalSpent">Σ spend of completed orders.</param>
/// <param name="TokensAcquired">Σ tokens of completed orders, smallest unit.</param>
/// <param name="GasSpentWei">Gas of all orders that ended.</param>
/// <param name="Completed">How many are completed.</param>
/// <param name="Failed">How many failed.</param>
/// <param name="OpenOrderId">The open order; null when there is none.</param>
/// <param name="OpenSpend">Its spend; 0 when there is none.</param>
/// <param name="UndoneOrders">Ids of undone orders, in ordinal order, separated by commas; empty when there are none.</param>
/// <param name="UndoneSpend">Σ their spend.</param>
/// <param name="Windows">What counts under the newest day and its month; null while it was not counted yet.</param>
public sealed record TreasurySums(
    Zar ConsumedBase,
    Zar TotalSpent,
    BigInteger TokensAcquired,
    BigInteger GasSpentWei,
    long Completed,
    long Failed,
    string? OpenOrderId,
    Zar OpenSpend,
    string UndoneOrders,
    Zar UndoneSpend,
    SpendWindows? Windows = null);
