using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Treasury;

/// <summary>What an order froze of the ledger's total, and when.</summary>
public sealed record RevenueMark(string OrderId, Zar Total, DateTimeOffset At);
