using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Prices;

namespace BuyOrder.Orders.Prices;

/// <summary>What one node says about one source: the price of its base in its quote, as the settings define these.</summary>
internal abstract record SourceAnswer
{
    /// <summary>Prices are stored with twelve digits before the point.</summary>
    private static readonly BigInteger Highest = BigInteger.Pow(10, 12) * Price.One;

    private SourceAnswer()
    {
    }

    /// <summary>The price, or a fault where it is zero, below, or beyond what any token costs.</summary>
    public static SourceAnswer Of(BigInteger scaled, DateTimeOffset asOf)
    {
        if (scaled.Sign <= 0)
            return new Failed(SourceVerdict.NotPositive, "its price is not above zero");
        return scaled < Highest ? new Said(new Price(scaled), asOf) : new Failed(SourceVerdict.Unreadable, "its price is 10^12 or more");
    }

    /// <summary>A price.</summary>
    /// <param name="Price">Of a whole one.</param>
    /// <param name="AsOf">When it was so.</param>
    public sealed record Said(Price Price, DateTimeOffset AsOf) : SourceAnswer;

    /// <summary>The running sum of a Uniswap v2 pool's price: it makes a price only together with an earlier sum.</summary>
    /// <param name="Sum">At <paramref name="At"/>.</param>
    /// <param name="At">The newest block's time.</param>
    /// <param name="Scale">Turns a price of smallest units into one of whole tokens.</param>
    public sealed record Summed(PoolSum Sum, DateTimeOffset At, PairScale Scale) : SourceAnswer;

    /// <summary>No price.</summary>
    /// <param name="Why">Stable.</param>
    /// <param name="Detail">The same in a part of a sentence.</param>
    public sealed record Failed(SourceVerdict Why, string Detail) : SourceAnswer;
}

/// <summary>The two sums that a pool keeps: of the price of either token in the other, with 112 bits after the point, times seconds.</summary>
/// <param name="First">Of token0, modulo 2^256.</param>
/// <param name="Second">Of token1.</param>
internal sealed record PoolSum(BigInteger First, BigInteger Second);
