using BuyOrder.Domain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Prices;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Engine.Watching;
using BuyOrder.Orders.Prices;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;
using static BuyOrder.Functions.Tests.Domain.Prices.Sources;

namespace BuyOrder.Functions.Tests.Orders.Prices;

/// <summary>The average price of the real Uniswap v2 pool that orders buy from, with time going by on a real chain.</summary>
public sealed class UniswapV2SourceTests(TestServers servers)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Average_is_known_once_the_pool_was_watched_for_a_window_and_counts_a_move_by_how_long_it_lasted()
    {
        await using var bench = await StartAsync();
        var trader = await PoolTrader.CreateAsync(bench.Chain, bench.Chain.Contracts, bench.Chain.Sender, await servers.ToolsAsync());
        var began = await ObserveAsync(bench);
        var unwatched = await PreviewAsync(bench);
        await PassAsync(bench, Window + TimeSpan.FromMinutes(1));
        var calm = await PreviewAsync(bench);

        await trader.RaiseAsync(10);
        await bench.Chain.MineAsync();
        var moved = await HeadTimeAsync(bench);
        await PassAsync(bench, TimeSpan.FromMinutes(15));
        var after = await PreviewAsync(bench);

        Assert.Equal((ReasonCode.PriceUnavailable, SourceVerdict.NoHistory), (unwatched.Outcome, Assert.Single(unwatched.Prices!).Verdict));
        Assert.Equal((ReasonCode.Ordered, "50.00"), (calm.Outcome, PriceOf(calm).ToShortString()));

        // The same by the pool's reserves and the seconds that each price held.
        var (zar, azr) = await trader.ReservesAsync();
        var now = await HeadTimeAsync(bench);
        var (before, since) = ((moved - began).Ticks, (now - moved).Ticks);
        var expected = ((50 * Price.One * before) + (zar * Price.One / azr * since)) / (before + since);
        Assert.InRange(PriceOf(after).Scaled, expected - 1_000, expected + 1_000);
        Assert.Equal(ReasonCode.PriceRejected, after.Outcome);
    }

    [Fact]
    public async Task One_of_two_observations_is_always_between_one_and_two_windows_old()
    {
        await using var bench = await StartAsync();
        var process = bench.Start();
        await ObserveAsync(bench, process);
        var ages = new List<TimeSpan>();
        for (var minutes = 5; minutes <= 240; minutes += 5)
        {
            await PassAsync(bench, PoolWatch.Interval);
            await process.Pools.TickAsync(Cancellation);
            var now = await HeadTimeAsync(bench);
            var found = await new PoolObservations(bench.Tables).FindAsync(Source(bench), now, Cancellation);
            if (minutes > Window.TotalMinutes + 5)
                ages.Add(now - Assert.IsType<PoolObservation>(found).At);
        }

        Assert.NotEmpty(ages);
        Assert.All(ages, age => Assert.InRange(age, Window, (2 * Window) + PoolObservations.Slack));
    }

    [Fact]
    public async Task Tick_costs_nothing_between_two_looks_and_nothing_at_all_without_such_a_source()
    {
        await using var bench = await StartAsync();
        var tap = new TableTap(bench.Tables);
        var process = bench.Start(tap);
        await process.Pools.TickAsync(Cancellation);
        var looked = (tap.Reads, tap.Submits);
        tap.Reset();

        for (var tick = 0; tick < 5; tick++)
            await process.Pools.TickAsync(Cancellation);

        Assert.True(looked is { Reads: > 0, Submits: 1 });
        Assert.Equal((0, 0, 0), (tap.Reads, tap.Queries, tap.Submits));
        bench.Prices = PriceSourceOptions.None;
        var without = bench.Start(tap);
        bench.Clock.Advance(PoolWatch.Interval);
        await without.Pools.TickAsync(Cancellation);
        Assert.Equal((0, 0, 0), (tap.Reads, tap.Queries, tap.Submits));
    }

    [Fact]
    public async Task Observation_too_old_or_of_another_pool_counts_for_nothing()
    {
        await using var bench = await StartAsync();
        await ObserveAsync(bench);
        await PassAsync(bench, (2 * Window) + PoolObservations.Slack + TimeSpan.FromMinutes(1));

        var old = await PreviewAsync(bench);
        bench.Prices = bench.Prices with { Sources = [Source(bench) with { Address = bench.Contracts.Azr }] };
        var other = await PreviewAsync(bench);

        Assert.Equal((ReasonCode.PriceUnavailable, SourceVerdict.NoHistory), (old.Outcome, Assert.Single(old.Prices!).Verdict));
        Assert.Equal((ReasonCode.PriceUnavailable, SourceVerdict.Reverts), (other.Outcome, Assert.Single(other.Prices!).Verdict));
    }

    [Fact]
    public async Task Pool_of_other_tokens_than_the_settings_name_holds_with_its_own_verdict()
    {
        await using var bench = await StartAsync();
        bench.Prices = bench.Prices with { Sources = [Source(bench) with { Quote = bench.Contracts.Router }] };

        var run = await PreviewAsync(bench);

        Assert.Equal((ReasonCode.PriceUnavailable, SourceVerdict.WrongPool), (run.Outcome, Assert.Single(run.Prices!).Verdict));
    }

    [Fact]
    public async Task Order_that_rests_on_the_pool_alone_is_capped()
    {
        await using var bench = await StartAsync();
        bench.Prices = bench.Prices with { MaximumWithoutIndependent = new Zar(1_234_00) };
        await ObserveAsync(bench);
        await PassAsync(bench, Window + TimeSpan.FromMinutes(1));

        var run = Assert.IsType<RunResult.Previewed>(await PreviewAsync(bench));

        Assert.Equal(new Zar(1_234_00), run.Figures.Spend);
        Assert.False(Assert.Single(run.Prices!).IsIndependent);
    }

    private async Task<EngineBench> StartAsync()
    {
        var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00), EngineBench.Parameters with { Prices = Rules("pool") });
        bench.Prices = PriceSourceOptions.None with { Sources = [Source(bench)], Path = [bench.Contracts.Zar, bench.Contracts.Azr] };
        return bench;
    }

    private static UniswapV2Source Source(EngineBench bench) =>
        new("pool", bench.Contracts.Pair, null, bench.Contracts.Azr, bench.Contracts.Zar, Window);

    /// <returns>The time of the block that was observed.</returns>
    private static async Task<DateTimeOffset> ObserveAsync(EngineBench bench, EngineProcess? process = null)
    {
        await (process ?? bench.Start()).Pools.TickAsync(Cancellation);
        return await HeadTimeAsync(bench);
    }

    private static async Task PassAsync(EngineBench bench, TimeSpan time)
    {
        await bench.SkipTimeAsync(time);
        await bench.Chain.MineAsync();
    }

    private static async Task<DateTimeOffset> HeadTimeAsync(EngineBench bench) => (await bench.Chain.ReadAsync(Eth.Block(BlockTag.Latest)))!.Timestamp;

    private static Price PriceOf(RunResult run) => Assert.Single(run.Prices!).Price!.Value;

    private static Task<RunResult> PreviewAsync(EngineBench bench) =>
        bench.Start().Orders.PreviewAsync(new RunRequest(OrderTrigger.Manual, null, "operator"), Cancellation);
}
