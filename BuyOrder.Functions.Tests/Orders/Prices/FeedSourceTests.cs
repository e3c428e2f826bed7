using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Checks;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Prices;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Prices;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

using static BuyOrder.Functions.Tests.Domain.Prices.Sources;

namespace BuyOrder.Functions.Tests.Orders.Prices;

/// <summary>Orders that are held to feeds, which are real contracts on a real chain.</summary>
public sealed class FeedSourceTests(TestServers servers)
{
    private static readonly BigInteger Now = new(DateTimeOffset.UtcNow.ToUnixTimeSeconds());

    /// <summary>What a feed does wrong, by the word that names it.</summary>
    private static readonly Dictionary<string, Func<Feeds, FeedSource, Task>> Wrongs = new()
    {
        ["NotPositive of zero"] = (feeds, source) => feeds.SayAsync(source.Address, 0),
        ["NotPositive of a negative answer"] = (feeds, source) => feeds.SayAsync(source.Address, -5000),
        ["Stale"] = (feeds, source) => feeds.SayAsync(source.Address, 5000, Feeds.MaxAge + TimeSpan.FromMinutes(1)),
        ["FromTheFuture"] = (feeds, source) => feeds.SayAsync(source.Address, 5000, TimeSpan.FromHours(-1)),
        ["FromTheFuture of a time that no clock shows"] = (feeds, source) =>
            feeds.SetAsync(source.Address, "setRound", BigInteger.One, BigInteger.Pow(10, 9), Now, BigInteger.Pow(2, 255), BigInteger.One),
        ["WrongDecimals"] = (feeds, source) => feeds.SetAsync(source.Address, "setDecimals", (byte)18),
        ["UnfinishedRound without a time"] = (feeds, source) =>
            feeds.SetAsync(source.Address, "setRound", BigInteger.One, BigInteger.Pow(10, 9), Now, BigInteger.Zero, BigInteger.One),
        ["UnfinishedRound with the answer of an earlier one"] = (feeds, source) =>
            feeds.SetAsync(source.Address, "setRound", new BigInteger(2), BigInteger.Pow(10, 9), Now, Now, BigInteger.One),
        ["Reverts"] = (feeds, source) => feeds.SetAsync(source.Address, "setEmpty", true),
        ["Unreadable of a price beyond all prices"] = (feeds, source) => feeds.SayAsync(source.Address, BigInteger.Pow(10, 40)),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> WrongNames => [.. Wrongs.Keys];

    [Fact]
    public async Task Order_is_bought_at_the_price_that_two_feeds_agree_on_and_keeps_what_each_said()
    {
        await using var bench = await StartAsync(Rules("azrUsd,azrZar,fixed"), reference: "20.00"); // by which no swap would be signed
        var feeds = new Feeds(bench, await servers.ToolsAsync());
        Use(
            bench, await feeds.SourceAsync("azrUsd", 2_50, hop: "usdZar"), await feeds.SourceAsync("usdZar", 20_00), await feeds.SourceAsync("azrZar", 50_10));

        var run = await bench.Start().RunAsync("m-1");
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal(ReasonCode.Ordered, run.Outcome);
        Assert.Equal((JobStatus.Completed, Price.Parse("50")), (ended.Order.Status, ended.Order.Quote.ReferencePrice));
        Assert.Equal(
            [("azrUsd", SourceVerdict.Counted, "50.00"), ("azrZar", SourceVerdict.Counted, "50.10"), ("fixed", SourceVerdict.Spare, "20.00")],
            ended.Order.Prices!.Select(source => (source.Name, source.Verdict, source.Price!.Value.ToShortString())));
        var swap = ended.Attempts[^1];
        Assert.Equal((AttemptKind.Swap, Price.Parse("50"), 3), (swap.Kind, swap.ReferencePrice, swap.Prices!.Count));
        Assert.All(ended.Attempts.SkipLast(1), other => Assert.Null(other.Prices));
        Assert.All(ended.Order.Prices!.Take(2), source => Assert.InRange(source.AgeSeconds!.Value, 0, 120));
    }

    [Theory]
    [MemberData(nameof(WrongNames))]
    public async Task Feed_that_is_wrong_holds_with_its_own_verdict(string wrong)
    {
        await using var bench = await StartAsync(Rules("azrZar"));
        var feeds = new Feeds(bench, await servers.ToolsAsync());
        var source = await feeds.SourceAsync("azrZar", 50_00);
        Use(bench, source);
        Assert.Equal(ReasonCode.Ordered, (await PreviewAsync(bench)).Outcome);

        await Wrongs[wrong](feeds, source);
        var run = Assert.IsType<RunResult.Refused>(await bench.Start().RunAsync("m-1"));

        Assert.Equal(ReasonCode.PriceUnavailable, run.Outcome);
        Assert.Equal(wrong.Split(' ')[0], Assert.Single(run.Prices!).Verdict.ToString());
        Assert.Contains("azrZar", run.Detail, StringComparison.Ordinal);
        await bench.AssertBooksAgreeAsync(completed: 0);
    }

    [Fact]
    public async Task Feed_at_an_address_without_code_holds_and_one_that_is_another_contract_too()
    {
        await using var bench = await StartAsync(Rules("azrZar"));
        var none = new FeedSource("azrZar", bench.Contracts.Treasury, null, 8, Feeds.MaxAge, null, false);

        Use(bench, none);
        var missing = await PreviewAsync(bench);
        Use(bench, none with { Address = bench.Contracts.Azr, Decimals = 18 });
        var another = await PreviewAsync(bench);

        Assert.Equal((ReasonCode.PriceUnavailable, SourceVerdict.NoContract), (missing.Outcome, Assert.Single(missing.Prices!).Verdict));
        Assert.Equal((ReasonCode.PriceUnavailable, SourceVerdict.Reverts), (another.Outcome, Assert.Single(another.Prices!).Verdict));
    }

    [Theory]
    [InlineData(1, -7200, false)] // down
    [InlineData(0, 0, false)] // not known since when
    [InlineData(0, -3500, false)] // up for less than an hour
    [InlineData(0, -3700, true)]
    public async Task Sequencer_must_be_up_for_an_hour(int answer, int startedAgo, bool buys)
    {
        await using var bench = await StartAsync(Rules("azrZar,other,fixed"));
        var feeds = new Feeds(bench, await servers.ToolsAsync());
        var sequencer = await feeds.CreateAsync(decimals: 0);
        var startedAt = startedAgo == 0 ? BigInteger.Zero : new BigInteger(bench.Clock.GetUtcNow().AddSeconds(startedAgo).ToUnixTimeSeconds());
        await feeds.SetAsync(sequencer, "setRound", BigInteger.One, new BigInteger(answer), startedAt, startedAt, BigInteger.One);
        Use(bench, await feeds.SourceAsync("azrZar", 50_00, sequencer: sequencer), await feeds.SourceAsync("other", 50_00));

        var run = await PreviewAsync(bench);

        Assert.Equal(buys ? ReasonCode.Ordered : ReasonCode.SequencerDown, run.Outcome);
    }

    [Fact]
    public async Task Feed_of_what_one_rand_is_worth_is_turned_round()
    {
        await using var bench = await StartAsync(Rules("azrUsd"));
        var feeds = new Feeds(bench, await servers.ToolsAsync());
        Use(bench, await feeds.SourceAsync("azrUsd", 2_50, hop: "zarUsd"), await feeds.SourceAsync("zarUsd", 5, isInverted: true));

        var run = await PreviewAsync(bench);

        Assert.Equal(ReasonCode.Ordered, run.Outcome);
        Assert.Equal("50.00", Assert.Single(run.Prices!).Price!.Value.ToShortString());
    }

    [Fact]
    public async Task Feed_of_the_native_coin_makes_gas_count_and_the_order_keeps_what_each_market_brings_net_of_it()
    {
        // v3 takes a smaller fee and more gas than v2.
        await using var bench = await StartAsync(PriceRules.FixedAlone);
        await bench.AddV3Async(beside: true, 500, rand: 1_000_000_000, tokens: 20_000_000);
        var ethZar = await new Feeds(bench, await servers.ToolsAsync()).SourceAsync("ethZar", 5_000_000_00);
        var gross = await PreviewAsync(bench);

        bench.Prices = PriceSourceOptions.None with { Sources = [ethZar], Native = "ethZar" };
        await bench.Start().RunAsync("m-1");
        var order = (await bench.Start().FindAsync("m-1")).Order;

        Assert.Equal(("uniswap-v3", "uniswap-v2"), (gross.Quote!.Market, order.Quote.Market));
        var choice = order.Quote.Choice!;
        Assert.Equal(Price.Parse("5000000"), choice.NativePrice);
        Assert.All(choice.Candidates.Cast<MarketCandidate.Offered>(), offer => Assert.Equal(
            BestMarket.Net(offer.AmountOut, offer.Gas * choice.FeePerGasWei, choice.NativePrice, Price.Parse("50.00"), new TokenUnits(18, 18)), offer.Net));
    }

    [Fact]
    public async Task Stablecoin_that_its_feed_shows_off_par_buys_nothing()
    {
        await using var bench = await StartAsync(PriceRules.FixedAlone with { DepegBps = 100 });
        var feeds = new Feeds(bench, await servers.ToolsAsync());
        var peg = await feeds.SourceAsync("zarcZar", 1_00);
        bench.Prices = PriceSourceOptions.None with { Sources = [peg], Stablecoin = "zarcZar" };
        Assert.Equal(ReasonCode.Ordered, (await PreviewAsync(bench)).Outcome);

        await feeds.SayAsync(peg.Address, 98);
        var off = await bench.Start().RunAsync("m-1");

        Assert.Equal(ReasonCode.Depegged, off.Outcome);
        Assert.Contains("0.98 ZAR", off.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_order_is_held_while_its_feed_is_stale_for_as_long_as_it_takes_and_then_goes_on()
    {
        await using var bench = await StartAsync(Rules("azrZar"));
        var feeds = new Feeds(bench, await servers.ToolsAsync());
        var source = await feeds.SourceAsync("azrZar", 50_00);
        Use(bench, source);
        await bench.Start().RunAsync("m-1");
        await bench.Chain.MineAsync(5);

        var held = new List<Order>();
        for (var look = 0; look < 2; look++)
        {
            await bench.SkipTimeAsync(TimeSpan.FromHours(9));
            await bench.Chain.MineAsync(2);
            await bench.Start().AdvanceAsync();
            held.Add((await bench.Start().FindAsync("m-1")).Order);
        }

        await feeds.SayAsync(source.Address, 50_00);
        var ended = await bench.SettleAsync("m-1");

        Assert.All(held, order => Assert.Equal((JobStatus.Pending, ReasonCode.PriceUnavailable), (order.Status, order.Hold?.Reason)));
        Assert.Equal(JobStatus.Completed, ended.Order.Status);
    }

    [Fact]
    public async Task Swap_that_must_be_replaced_while_there_is_no_price_waits_and_is_not_cancelled()
    {
        await using var bench = await StartAsync(Rules("azrZar"));
        var feeds = new Feeds(bench, await servers.ToolsAsync());
        var source = await feeds.SourceAsync("azrZar", 50_00);
        Use(bench, source);
        await bench.Chain.ApproveAsync(10_000 * Price.One);
        var process = bench.Start();
        await process.RunAsync("m-1");

        await bench.SkipTimeAsync(TimeSpan.FromHours(2));
        await bench.Chain.RaiseBaseFeeAsync(240_000_000_000);
        await process.AdvanceAsync();
        var held = await process.FindAsync("m-1");
        await feeds.SayAsync(source.Address, 50_00);
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal((JobPhase.Broadcast, ReasonCode.PriceUnavailable), (held.Order.Phase, held.Order.Hold?.Reason));
        Assert.Equal([AttemptKind.Swap], held.Attempts.Select(attempt => attempt.Kind));
        Assert.Equal((JobStatus.Completed, 0), (ended.Order.Status, ended.Order.Retry));
        Assert.All(ended.Attempts, attempt => Assert.Equal(AttemptKind.Swap, attempt.Kind));
    }

    [Fact]
    public async Task Open_order_whose_sources_disagree_fails_after_its_patience_and_gives_its_base_back()
    {
        await using var bench = await StartAsync(Rules("fixed,azrZar"));
        var feeds = new Feeds(bench, await servers.ToolsAsync());
        var source = await feeds.SourceAsync("azrZar", 50_00);
        Use(bench, source);
        await bench.Start().RunAsync("m-1");
        await bench.Chain.MineAsync(5);

        for (var look = 0; look < 2; look++)
        {
            await bench.SkipTimeAsync(TimeSpan.FromHours(7));
            await bench.Chain.MineAsync(2);
            await feeds.SayAsync(source.Address, 60_00);
            await bench.Start().AdvanceAsync();
        }

        var failed = (await bench.Start().FindAsync("m-1")).Order;
        Assert.Equal((JobStatus.Failed, ReasonCode.PriceDisagrees), (failed.Status, failed.Reason));
        Assert.Equal(Zar.Zero, (await bench.Start().Book.ReadStateAsync(Cancellation)).ConsumedBase);
    }

    private async Task<EngineBench> StartAsync(PriceRules rules, string reference = "50.00") => await EngineBench.StartAsync(
        servers, new Zar(100_000_00), EngineBench.Parameters with { Prices = rules, ReferencePrice = Price.Parse(reference) });

    private static void Use(EngineBench bench, params PriceSource[] sources) =>
        bench.Prices = PriceSourceOptions.None with { Sources = sources, Path = [bench.Contracts.Zar, bench.Contracts.Azr] };

    private static Task<RunResult> PreviewAsync(EngineBench bench) =>
        bench.Start().Orders.PreviewAsync(new RunRequest(OrderTrigger.Manual, null, "operator"), Cancellation);
}
