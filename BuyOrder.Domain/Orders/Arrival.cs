using System.Numerics;

namespace BuyOrder.Domain.Orders;

/// <summary>What became of the recipient's tokens in one block, from any sender: events on one side, balances on the other.</summary>
/// <param name="Expected">Σ of all the token's Transfer events to minus from the recipient, smallest unit.</param>
/// <param name="Before">Balance in the state before the block.</param>
/// <param name="After">Balance in the state after it.</param>
public sealed record Arrival(BigInteger Expected, BigInteger Before, BigInteger After)
{
    /// <summary>By how much the balance stays behind the events; nothing when it grew by more than they tell.</summary>
    public BigInteger Shortfall => BigInteger.Max(BigInteger.Zero, Expected - (After - Before));

    /// <summary>What of an amount that events tell is believed: what others sent or took in the block is on both sides and cancels out.</summary>
    public BigInteger Of(BigInteger byEvents) => BigInteger.Max(BigInteger.Zero, byEvents - Shortfall);
}
