using System.Numerics;
using BuyOrder.Domain.Market;
using FsCheck;
using FsCheck.Fluent;

namespace BuyOrder.Functions.Tests.Domain.Market;

/// <summary>Markets of every size: reserves of one unit up to the pair contract's 112 bits, one pool or two, any decimals.</summary>
public static class PoolArbitraries
{
    public sealed record Market(IReadOnlyList<Pool> Pools, TokenUnits Units, long WantedCents, int LimitBps)
    {
        public override string ToString() => $"[{string.Join(", ", Pools)}] {Units} wanted {WantedCents} limit {LimitBps}";
    }

    public static Arbitrary<Market> Markets()
    {
        var pool = from reserveIn in Magnitude(112) from reserveOut in Magnitude(112) select new Pool(reserveIn, reserveOut);
        var pools = from count in Gen.Choose(1, 2) from list in pool.ListOf(count) select (IReadOnlyList<Pool>)[.. list];
        var units = from stablecoin in Gen.Choose(2, 18) from token in Gen.Choose(0, 18) select new TokenUnits(stablecoin, token);
        return (
            from path in pools
            from unit in units
            from wanted in Magnitude(50)
            from limit in Gen.OneOf(Gen.Choose(0, 200), Gen.Choose(0, 10_000))
            select new Market(path, unit, (long)wanted, limit)).ToArbitrary();
    }

    /// <summary>Above zero, below 2^bits, each number of bits equally often.</summary>
    public static Gen<BigInteger> Magnitude(int bits) =>
        from length in Gen.Choose(1, bits)
        from bytes in Gen.Choose(0, 255).ArrayOf((bits + 7) / 8)
        select Cut(bytes, length);

    private static BigInteger Cut(int[] bytes, int length)
    {
        var value = new BigInteger(bytes.Select(value => (byte)value).ToArray(), isUnsigned: true);
        return (value & ((BigInteger.One << length) - 1)) | (BigInteger.One << (length - 1));
    }
}
