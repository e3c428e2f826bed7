using BuyOrder.Domain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Prices;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;
using static BuyOrder.Functions.Tests.Domain.Prices.Sources;

namespace BuyOrder.Functions.Tests.Orders.Prices;

/// <summary>An attacker moves the pool's price by a tenth for one block, with the real contracts.</summary>
public sealed class PriceAttackTests(TestServers servers)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(30);
    private static readonly TokenUnits Units = new(18, 18);

    [Theory]
    [InlineData("pool")]
    [InlineData("azrZar,pool")]
    [InlineData("fixed,azrZar,pool")]
    public async Task Price_moved_by_a_tenth_for_one_block_buys_nothing_and_does_not_move_the_reference(string sources)
    {
        await using var bench = await StartAsync(sources);
        var trader = await PoolTrader.CreateAsync(bench.Chain, bench.Chain.Contracts, bench.Chain.Sender, await servers.ToolsAsync());
        await trader.RaiseAsync(10);
        await bench.Chain.MineAsync();

        var attacked = await bench.Start().RunAsync("m-1");
        await bench.AssertBooksAgreeAsync(completed: 0);

        Assert.Equal((ReasonCode.PriceRejected, null), (attacked.Outcome, (attacked as BuyOrder.Orders.Engine.Runs.RunResult.Ordered)?.Order));
        Assert.All(attacked.Prices!.Where(source => source.Price is not null), source => Assert.InRange(
            source.Price!.Value.Scaled, Price.Parse("50").Scaled * 999 / 1000, Price.Parse("50").Scaled * 1001 / 1000));
    }

    [Fact]
    public async Task Swap_that_is_signed_and_overtaken_buys_nothing_and_the_order_later_buys_at_no_less_than_its_floor()
    {
        await using var bench = await StartAsync("azrZar,pool");
        var trader = await PoolTrader.CreateAsync(bench.Chain, bench.Chain.Contracts, bench.Chain.Sender, await servers.ToolsAsync());
        await bench.Chain.ApproveAsync(10_000 * Price.One);
        await bench.Start().RunAsync("m-1");
        var (_, before) = await trader.ReservesAsync();
        await trader.RaiseAsync(10);
        await bench.Chain.MineAsync();

        Assert.Empty(await bench.Chain.PurchasesAsync());
        var (_, after) = await trader.ReservesAsync();
        await trader.SellAsync(before - after);
        await bench.Chain.MineAsync(4);
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal(JobStatus.Completed, ended.Order.Status);
        var floor = EngineBench.Parameters.Guards.MinimumFloor(ended.Order.Spend, Units, Price.Parse("50.1"));
        Assert.True(ended.Order.Purchase!.TokensAcquired >= floor, $"{ended.Order.Purchase.TokensAcquired} are fewer than {floor}");
        await bench.AssertBooksAgreeAsync(completed: 1);
    }

    /// <summary>With a feed at 50 ZAR, and a pool that was watched for longer than its window.</summary>
    private async Task<EngineBench> StartAsync(string sources)
    {
        var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00), EngineBench.Parameters with { Prices = Rules(sources) });
        var pool = new UniswapV2Source("pool", bench.Contracts.Pair, null, bench.Contracts.Azr, bench.Contracts.Zar, Window);
        var feed = await new Feeds(bench, await servers.ToolsAsync()).SourceAsync("azrZar", 50_00);
        bench.Prices = PriceSourceOptions.None with { Sources = [feed, pool], Path = [bench.Contracts.Zar, bench.Contracts.Azr] };
        await bench.Start().Pools.TickAsync(TestContext.Current.CancellationToken);
        await bench.SkipTimeAsync(Window + TimeSpan.FromMinutes(1));
        await bench.Chain.MineAsync();
        return bench;
    }
}
