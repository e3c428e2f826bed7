using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Orders;

/// <summary>The money a run decided on.</summary>
public sealed record RunFigures(Zar TotalRevenue, Zar ConsumedRevenue, Zar AvailableRevenue, Zar Allocation, Zar Spend);
