namespace BuyOrder.Domain.Orders;

/// <summary>Why a pending order does not move on just now. It goes on by itself when the reason is gone.</summary>
/// <param name="Reason">Stable word.</param>
/// <param name="Detail">One sentence with figures.</param>
/// <param name="Since">Since when it stands still for this kind of reason.</param>
/// <param name="Looks">How many looks in a row were noted with this very reason.</param>
public sealed record Hold(ReasonCode Reason, string Detail, DateTimeOffset Since, int Looks = 1);
