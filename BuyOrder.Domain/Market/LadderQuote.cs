using System.Numerics;

namespace BuyOrder.Domain.Market;

/// <summary>
/// A quote of a market whose formula is known to its own contract alone: that was asked for the whole amount and, where an order may be made
/// smaller, for a fixed ladder of parts of it at the same time.
/// </summary>
public sealed record LadderQuote : Quote
{
    /// <summary>Parts that a ladder has: sixteenths.</summary>
    public const int Steps = 16;

    private const int FeeWhole = 1_000_000;

    /// <param name="mid">What the pools ask before the trade.</param>
    /// <param name="fees">Of each pool on the way, in millionths.</param>
    /// <param name="rungs">The whole amount first, then the others from large to small.</param>
    public LadderQuote(MidPrice mid, IReadOnlyList<int> fees, IReadOnlyList<Rung> rungs)
        : base(rungs[0].AmountIn, rungs[0].AmountOut) => (Mid, Fees, Rungs) = (mid, fees, rungs);

    public override MidPrice Mid { get; }

    public IReadOnlyList<int> Fees { get; }

    public IReadOnlyList<Rung> Rungs { get; }

    public override long Gas => Rungs[0].Gas;

    public override string? Fault => Mid.In.Sign <= 0 || Mid.Out.Sign <= 0 ? "a pool on the way has no price" : null;

    public override bool BuysNothing => Rungs.All(rung => rung.AmountOut.IsZero);

    public override int FeeBps
    {
        get
        {
            var whole = BigInteger.Pow(FeeWhole, Fees.Count);
            return BasisPoints.Of(whole - Fees.Aggregate(BigInteger.One, (kept, fee) => kept * (FeeWhole - fee)), whole);
        }
    }

    /// <summary>The amounts of a ladder, from large to small: whole cents, each once, none of them nothing.</summary>
    /// <param name="wanted">The whole amount: stablecoin, smallest unit.</param>
    /// <param name="cent">Smallest units of a cent.</param>
    public static IReadOnlyList<BigInteger> Amounts(BigInteger wanted, BigInteger cent) =>
    [
        .. Enumerable.Range(0, Steps).Select(step => wanted / cent * (Steps - step) / Steps * cent).Prepend(wanted).Where(amount => amount.Sign > 0).Distinct(),
    ];

    public override Quote? Largest(TokenUnits units, int impactLimitBps)
    {
        foreach (var rung in Rungs)
        {
            if (rung.AmountOut.Sign > 0 && Mid.ImpactBps(rung.AmountIn, rung.AmountOut) <= impactLimitBps)
                return rung == Rungs[0] ? this : new LadderQuote(Mid, Fees, [rung]);
        }

        return null;
    }

    public override bool RestsOnTheSameAs(Quote other) => other is LadderQuote seen && seen.Mid == Mid && seen.Rungs.SequenceEqual(Rungs);

    /// <summary>Value by value: two nodes that say the same have given the same quote.</summary>
    public bool Equals(LadderQuote? other) =>
        base.Equals(other) && RestsOnTheSameAs(other) && Fees.SequenceEqual(other.Fees);

    public override int GetHashCode() => HashCode.Combine(AmountIn, AmountOut, Mid);
}

/// <summary>What one amount would bring.</summary>
/// <param name="AmountIn">Stablecoin, smallest unit.</param>
/// <param name="AmountOut">Tokens, smallest unit; 0 where the market does not take that much.</param>
/// <param name="Gas">That the swap takes, roughly.</param>
public sealed record Rung(BigInteger AmountIn, BigInteger AmountOut, long Gas);
