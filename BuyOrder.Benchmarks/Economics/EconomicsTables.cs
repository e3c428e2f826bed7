using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;

namespace BuyOrder.Benchmarks.Economics;

/// <summary>The tables of docs/economics.md, by the product's own rules: the same text on every machine.</summary>
internal static class EconomicsTables
{
    private const int RateBps = 1_000;
    private const int ImpactBps = 100;
    private const int OrdersOfAYear = 365;
    private const long PriceInRand = 50;
    private const long Supply = 20_000_000;
    private static readonly TokenUnits Units = new(18, 18);
    private static readonly Zar Example = Rand(10_000);
    private static readonly long[] Revenues = [100_000, 1_000_000, 10_000_000];
    private static readonly long[] Depths = [100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    /// <summary>Revenue, what is spent of it, and what that is in tokens at the reference price.</summary>
    public static string Allocation { get; } = string.Join('\n',
    [
        "| revenue a month (ZAR) | spent (ZAR) | AZR at 50, before fee and depth | of 20 000 000 AZR, in a year |",
        "|--:|--:|--:|--:|",
        .. Revenues.Select(revenue =>
        {
            var spend = AllocationRule.Allocate(Rand(revenue), RateBps);
            var tokens = Tokens(spend);
            return $"| {Group(revenue)} | {Text(spend)} | {Whole(tokens)} | {Percent(tokens * 12, Whole18(Supply))} |";
        }),
    ]);

    /// <summary>What an order of 10 000 ZAR gets in pools of different depths, and what they allow.</summary>
    public static string Depth { get; } = string.Join('\n',
    [
        "| ZAR in the pool | AZR for 10 000 ZAR | price paid | fee and impact | pool's price afterwards | largest order at `impactBps` 100 (ZAR) |",
        "|--:|--:|--:|--:|--:|--:|",
        .. Depths.Select(depth =>
        {
            var pool = PoolOf(depth);
            var spend = Units.ToStablecoin(Example);
            var got = ConstantProduct.AmountOut(spend, [pool]);
            var impact = ConstantProduct.ImpactBps(spend, got, [pool]);
            var after = Units.PriceOf(pool.ReserveIn + spend, pool.ReserveOut - got)!.Value;
            return $"| {Group(depth)} | {Decimals(got)} | {Units.PriceOf(spend, got)} | {BasisPoints.Format(impact)} | {after} | {Text(OrderSizing.Largest(Rand(depth), [pool], Units, ImpactBps))} |";
        }),
    ]);

    /// <summary>A purchase of 10 000 ZAR each day while none is sold: what the treasury gets and where the pool's price ends.</summary>
    public static string Year { get; } = string.Join('\n',
    [
        "| ZAR in the pool | bought in a year (AZR) | average price paid | pool's price at the end | left in the pool (AZR) |",
        "|--:|--:|--:|--:|--:|",
        .. Depths.Skip(1).Select(depth =>
        {
            var (pool, spend, got) = (PoolOf(depth), Units.ToStablecoin(Example), BigInteger.Zero);
            for (var order = 0; order < OrdersOfAYear; order++)
            {
                var bought = ConstantProduct.AmountOut(spend, [pool]);
                (pool, got) = (new Pool(pool.ReserveIn + spend, pool.ReserveOut - bought), got + bought);
            }
            return $"| {Group(depth)} | {Whole(got)} | {Units.PriceOf(spend * OrdersOfAYear, got)} | {Units.PriceOf(pool.ReserveIn, pool.ReserveOut)} | {Whole(pool.ReserveOut)} |";
        }),
    ]);

    public static string All => string.Join("\n\n", Allocation, Depth, Year);

    private static Pool PoolOf(long rand) => new(Units.ToStablecoin(Rand(rand)), Units.ToStablecoin(Rand(rand)) / PriceInRand);

    private static Zar Rand(long rand) => new(rand * 100);

    private static BigInteger Whole18(long tokens) => tokens * Price.One;

    private static BigInteger Tokens(Zar spend) => Units.ToStablecoin(spend) / PriceInRand;

    private static string Text(Zar amount) => Group((decimal)amount.Cents / 100, "#,0.00");

    private static string Whole(BigInteger units) => Group((decimal)(units / Price.One));

    private static string Decimals(BigInteger units) => Group((decimal)(units / BigInteger.Pow(10, 14)) / 10_000, "#,0.0000");

    private static string Percent(BigInteger part, BigInteger whole) =>
        ((decimal)(part * 1_000_000 / whole) / 10_000).ToString("0.####", CultureInfo.InvariantCulture) + " %";

    private static string Group(decimal value, string format = "#,0") => value.ToString(format, CultureInfo.InvariantCulture).Replace(',', ' ');
}
