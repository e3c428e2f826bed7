namespace BuyOrder.Domain.Orders;

/// <summary>Why a pending order does not move on just now. It goes on by itself when the reason is gone.</summary>
/// <param name="Reason">Stable word.</param>
/// <param name="Detail">One sentence with figures.</param>
/// <param name="Since">Since when it stands still for this kind of reason.</param>
/// <param name="Looks">How many looks in a row, each at a higher block than the one before, showed this very reason.</param>
/// <param name="Head">The block height of the last of these looks; 0 when it was not the chain that was looked at.</param>
public sealed record Hold(ReasonCode Reason, string Detail, DateTimeOffset Since, int Looks = 1, long Head = 0)
{
    /// <summary>The call whose trial failed; null when it did not come so far.</summary>
    public TriedCall? Tried { get; init; }
}
