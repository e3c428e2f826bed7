using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Prices;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Prices;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;
using static BuyOrder.Functions.Tests.Domain.Prices.Sources;

namespace BuyOrder.Functions.Tests.Orders.Prices;

/// <summary>The average price of a real Uniswap v3 pool, from the bytecode that its authors published, with time going by on a real chain.</summary>
public sealed class UniswapV3SourceTests(TestServers servers)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(30);
    private static readonly BigInteger Fifty = 50 * Price.One;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-887272)]
    [InlineData(-197311)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(39122)]
    [InlineData(524287)]
    [InlineData(887271)]
    public async Task Pool_is_at_the_tick_whose_square_root_we_compute_and_one_below_it_a_unit_less(int tick)
    {
        await using var bench = await EngineBench.StartAsync(servers, Zar.Zero);
        var uniswap = await PricedPools.DeployAsync(bench);
        var root = TickMath.SqrtRatioAt(tick);

        Assert.Equal(tick, await uniswap.TickAsync(await uniswap.CreatePoolAsync(bench.Contracts.Azr, bench.Contracts.Router, 500, root)));
        if (tick > -TickMath.MaxTick)
            Assert.Equal(tick - 1, await uniswap.TickAsync(await uniswap.CreatePoolAsync(bench.Contracts.Azr, bench.Contracts.Router, 3000, root - 1)));
    }

    [Fact]
    public async Task Average_goes_by_ticks_and_counts_a_move_by_how_long_it_lasted()
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00), EngineBench.Parameters with { Prices = Rules("azrPool") });
        var uniswap = await PricedPools.DeployAsync(bench);
        var pool = await uniswap.CreateMarketAsync(Fifty);
        bench.Prices = PriceSourceOptions.None with
        {
            Sources = [new UniswapV3Source("azrPool", pool, null, bench.Contracts.Azr, bench.Contracts.Zar, Window)],
        };

        var young = await PreviewAsync(bench);
        await PassAsync(bench, Window);
        var calm = await PreviewAsync(bench);
        await uniswap.RaiseAsync(10);
        await PassAsync(bench, Window / 2);
        var moved = await PreviewAsync(bench);

        Assert.Equal((ReasonCode.PriceUnavailable, SourceVerdict.NoHistory), (young.Outcome, Assert.Single(young.Prices!).Verdict));
        Assert.Equal(ReasonCode.Ordered, calm.Outcome);
        InRange(Fifty, PriceOf(calm), bps: 1);

        // Half of the window at either price: the geometric mean of the two, and each tick is a ten-thousandth.
        var now = await uniswap.PriceAsync(pool);
        InRange(Fifty * 11 / 10, now, bps: 100);
        Assert.True(PriceOf(moved) > Fifty && PriceOf(moved) < now);
        InRange(Fifty * now, PriceOf(moved) * PriceOf(moved), bps: 10);
    }

    private static async Task PassAsync(EngineBench bench, TimeSpan time)
    {
        await bench.SkipTimeAsync(time);
        await bench.Chain.MineAsync();
    }

    private static void InRange(BigInteger expected, BigInteger found, int bps) =>
        Assert.True(BigInteger.Abs(found - expected) * 10_000 <= expected * bps, $"{found} is farther than {bps} bps from {expected}");

    private static BigInteger PriceOf(RunResult run) => Assert.Single(run.Prices!).Price!.Value.Scaled;

    private static Task<RunResult> PreviewAsync(EngineBench bench) =>
        bench.Start().Orders.PreviewAsync(new RunRequest(OrderTrigger.Manual, null, "operator"), Cancellation);
}
