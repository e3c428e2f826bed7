using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Prices;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Prices;

/// <summary>
/// A Uniswap v3 pool. It keeps its own history, from which <c>observe</c> tells the average tick of a window; where that does not go back far
/// enough it reverts with <c>OLD</c>, and the pool's observation cardinality must be raised.
/// </summary>
/// <inheritdoc cref="PoolSource"/>
internal sealed record UniswapV3Source(string Name, Address Address, string? Hop, Address Base, Address Quote, TimeSpan Window)
    : PoolSource(Name, Address, Hop, Base, Quote, Window)
{
    private const string TooShort = "OLD";
    private const int RootBits = 192;

    private static readonly AbiFunction Observe = AbiFunction.Parse(
        "observe(uint32[] secondsAgos) view returns (int56[] tickCumulatives, uint160[] secondsPerLiquidityCumulativeX128s)");

    private static readonly AbiFunction Liquidity = AbiFunction.Parse("liquidity() view returns (uint128)");

    public override SourceKind Kind => SourceKind.UniswapV3;

    public override Func<DateTimeOffset, SourceAnswer> Ask(RpcBatch batch)
    {
        var seconds = new BigInteger((long)Window.TotalSeconds);
        var observed = Call(batch, Address, Observe, new object[] { new object[] { seconds, BigInteger.Zero } });
        var liquidity = Call(batch, Address, Liquidity);
        var pair = AskPair(batch);
        return headTime => Answer(() =>
        {
            var scale = pair();
            if (observed.Error is { IsNodeTrouble: false } refused && refused.Reason()?.Text == TooShort)
                throw new SourceFaultException(SourceVerdict.NoHistory, string.Create(CultureInfo.InvariantCulture, $"{Address} does not remember {Window}"));
            var sums = Read(observed, Address, Observe).GetArray<BigInteger>(0);
            if (sums.Length != 2)
                throw new SourceFaultException(SourceVerdict.Unreadable, $"{Address} answers observe() for other moments");
            if (Read(liquidity, Address, Liquidity).Get<BigInteger>(0).IsZero)
                throw new SourceFaultException(SourceVerdict.NoLiquidity, $"{Address} has no liquidity at its price");
            return PriceAt(AverageTick(sums[1] - sums[0], seconds), scale, headTime);
        });
    }

    /// <summary>Rounded down, as Uniswap's own OracleLibrary does.</summary>
    internal static BigInteger AverageTick(BigInteger risen, BigInteger seconds)
    {
        var tick = BigInteger.DivRem(risen, seconds, out var rest);
        return rest.Sign < 0 ? tick - 1 : tick;
    }

    private SourceAnswer PriceAt(BigInteger tick, PairScale scale, DateTimeOffset asOf)
    {
        if (BigInteger.Abs(tick) > TickMath.MaxTick)
            throw new SourceFaultException(SourceVerdict.Unreadable, string.Create(CultureInfo.InvariantCulture, $"{Address} was at tick {tick}, which there is not"));
        var root = TickMath.SqrtRatioAt((int)tick);
        var (secondUnits, firstUnits) = (root * root, BigInteger.One << RootBits);
        return SourceAnswer.Of(IsBaseFirst ? scale.Scaled(secondUnits, firstUnits) : scale.Scaled(firstUnits, secondUnits), asOf);
    }
}
