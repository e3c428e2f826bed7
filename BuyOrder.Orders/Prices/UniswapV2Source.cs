using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Prices;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;

namespace BuyOrder.Orders.Prices;

/// <summary>
/// A Uniswap v2 pool. It adds up its price times the seconds that each price held. The average since an earlier sum, which
/// <see cref="PoolObservations"/> keeps, is the difference of the sums divided by the time between them.
/// </summary>
/// <inheritdoc cref="PoolSource"/>
internal sealed record UniswapV2Source(string Name, Address Address, string? Hop, Address Base, Address Quote, TimeSpan Window)
    : PoolSource(Name, Address, Hop, Base, Quote, Window)
{
    /// <summary>Bits after the point of the pool's own prices (UQ112x112).</summary>
    public const int FractionBits = 112;

    private static readonly AbiFunction FirstSum = AbiFunction.Parse("price0CumulativeLast() view returns (uint256)");
    private static readonly AbiFunction SecondSum = AbiFunction.Parse("price1CumulativeLast() view returns (uint256)");
    private static readonly BigInteger Word = BigInteger.One << 256;

    public override SourceKind Kind => SourceKind.UniswapV2;

    public override Func<DateTimeOffset, SourceAnswer> Ask(RpcBatch batch) => Ask(batch, BlockTag.Latest);

    /// <summary>The same at a block of the caller's choice, whose time it then gives.</summary>
    public Func<DateTimeOffset, SourceAnswer> Ask(RpcBatch batch, BlockTag at)
    {
        var before = At(batch, UniswapV2.GetReserves, at);
        var (first, second) = (At(batch, FirstSum, at), At(batch, SecondSum, at));
        var pair = AskPair(batch);
        var after = At(batch, UniswapV2.GetReserves, at);
        return time => Answer(() =>
        {
            var scale = pair();
            var reserves = Read(before, Address, UniswapV2.GetReserves);

            // Calls of a batch may meet different blocks: sums of one beside reserves of another would count seconds twice.
            if (!reserves.SequenceEqual(Read(after, Address, UniswapV2.GetReserves)))
                throw new SourceFaultException(SourceVerdict.Disagreed, $"{Address} was traded in while it was asked");
            var last = (First: Read(first, Address, FirstSum).Get<BigInteger>(0), Second: Read(second, Address, SecondSum).Get<BigInteger>(0));
            return new SourceAnswer.Summed(Extrapolated(last, reserves, time), time, scale);
        });
    }

    /// <summary>What the sums would be if the pool were traded in now: they change only then.</summary>
    private PoolSum Extrapolated((BigInteger First, BigInteger Second) last, AbiValues reserves, DateTimeOffset time)
    {
        var (reserve0, reserve1) = (reserves.Get<BigInteger>("reserve0"), reserves.Get<BigInteger>("reserve1"));
        if (reserve0.IsZero || reserve1.IsZero)
            throw new SourceFaultException(SourceVerdict.NoLiquidity, $"{Address} is empty");

        // The pool keeps seconds modulo 2^32. A difference above half of that is below zero: the pool is already at a later block than this time.
        var elapsed = unchecked((uint)time.ToUnixTimeSeconds() - (uint)reserves.Get<BigInteger>("blockTimestampLast"));
        if (elapsed > uint.MaxValue / 2)
            throw new SourceFaultException(SourceVerdict.Disagreed, $"{Address} was traded in while it was asked");
        return new PoolSum(
            (last.First + ((reserve1 << FractionBits) / reserve0 * elapsed)) % Word,
            (last.Second + ((reserve0 << FractionBits) / reserve1 * elapsed)) % Word);
    }

    /// <summary>The average price between two sums.</summary>
    /// <param name="now">The later one.</param>
    /// <param name="then">The earlier one.</param>
    /// <param name="since">When it was so.</param>
    public SourceAnswer Average(SourceAnswer.Summed now, PoolSum then, DateTimeOffset since)
    {
        var (to, from) = IsBaseFirst ? (now.Sum.First, then.First) : (now.Sum.Second, then.Second);
        var risen = (((to - from) % Word) + Word) % Word;
        var seconds = new BigInteger((long)(now.At - since).TotalSeconds);
        return SourceAnswer.Of(now.Scale.Scaled(risen, seconds << FractionBits), now.At);
    }

    private RpcCall<byte[]> At(RpcBatch batch, AbiFunction function, BlockTag at) =>
        batch.Add(Eth.Call(new CallRequest { To = Address, Data = function.Encode() }, at));
}
