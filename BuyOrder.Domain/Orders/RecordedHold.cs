namespace BuyOrder.Domain.Orders;

/// <summary>Why an order stood still, as its record keeps it after the order itself has gone on.</summary>
/// <param name="Reason">Stable word.</param>
/// <param name="Detail">One sentence with figures.</param>
/// <param name="Since">Since when.</param>
public sealed record RecordedHold(ReasonCode Reason, string Detail, DateTimeOffset Since);
