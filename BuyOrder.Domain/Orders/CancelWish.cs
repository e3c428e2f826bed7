namespace BuyOrder.Domain.Orders;

/// <summary>An operator wants an order not to buy. From then on nothing but cancels is signed or sent for it.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">The operator's own words.</param>
public sealed record CancelWish(DateTimeOffset At, string By, string Reason);
