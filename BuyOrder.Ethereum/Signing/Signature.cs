using System.Numerics;

namespace BuyOrder.Ethereum.Signing;

/// <summary>An ECDSA signature over secp256k1 in the one form that Ethereum takes: r and s in range, s in the lower half (EIP-2).</summary>
public sealed record Signature
{
    /// <param name="r">From 1 to the group order less 1.</param>
    /// <param name="s">From 1 to half the group order.</param>
    /// <param name="yParity">0 or 1: whether the Y of the point behind r is odd.</param>
    /// <exception cref="ArgumentOutOfRangeException">A part is out of its range.</exception>
    public Signature(BigInteger r, BigInteger s, int yParity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(r, BigInteger.One);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(r, Secp256k1.Order);
        ArgumentOutOfRangeException.ThrowIfLessThan(s, BigInteger.One);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(s, Secp256k1.HalfOrder);
        ArgumentOutOfRangeException.ThrowIfNegative(yParity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(yParity, 1);
        (R, S, YParity) = (r, s, yParity);
    }

    public BigInteger R { get; }

    public BigInteger S { get; }

    public int YParity { get; }
}
