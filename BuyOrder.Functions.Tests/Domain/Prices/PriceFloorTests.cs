using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Prices;
using static BuyOrder.Functions.Tests.Domain.Prices.Sources;

namespace BuyOrder.Functions.Tests.Domain.Prices;

/// <summary>No purchase is ever below the floor of fresh, agreeing sources, at any price of theirs and any state of the pools.</summary>
public sealed class PriceFloorTests(ITestOutputHelper output)
{
    private const int Cases = 20_000;

    private static readonly TokenUnits Units = new(18, 18);

    [Fact]
    public void Agreed_price_is_one_that_most_of_those_that_count_say_or_more_and_all_that_count_are_fresh_and_close()
    {
        var random = NewRandom();
        var agreements = 0;
        for (var number = 0; number < Cases; number++)
        {
            var (rules, own, facts) = AnyOf(random);
            var decision = ReferencePrice.Decide(rules, own, facts, Now);
            Assert.Equal(rules.Sources.All, decision.Sources.Select(source => source.Name));
            if (decision is not PriceDecision.Agreed agreed)
                continue;

            agreements++;
            var counted = agreed.Sources.Where(source => source.Verdict == SourceVerdict.Counted).ToList();
            Assert.True(counted.Count >= rules.MinimumSources && counted.Count * 2 > rules.Sources.All.Length);
            Assert.Contains(agreed.Price, counted.Select(source => source.Price!.Value));
            Assert.True(counted.Count(source => source.Price >= agreed.Price) * 2 >= counted.Count, "fewer than half say as much");
            Assert.All(counted.Where(source => source.Kind == SourceKind.Feed), source => Assert.InRange(source.AgeSeconds!.Value, 0, 3_600));

            // All that count are within the divergence of one price, so that no two are farther apart than twice that.
            var (lowest, highest) = (counted.Min(source => source.Price!.Value), counted.Max(source => source.Price!.Value));
            Assert.True((highest.Scaled * (10_000 - rules.DivergenceBps)) <= lowest.Scaled * (10_000 + rules.DivergenceBps), "too far apart");
            Assert.True(counted.Count(source => source.Kind != SourceKind.Fixed) < 2 || counted.TrueForAll(source => source.Kind != SourceKind.Fixed));
        }

        Assert.InRange(agreements, Cases / 20, Cases);
    }

    [Fact]
    public void Trade_that_the_guards_accept_brings_at_least_the_floor_of_the_agreed_price()
    {
        var random = NewRandom();
        var accepted = 0;
        for (var number = 0; number < Cases; number++)
        {
            var (rules, own, facts) = AnyOf(random);
            if (ReferencePrice.Decide(rules, own, facts, Now) is not PriceDecision.Agreed { Price: var reference })
                continue;
            var limits = new GuardLimits(10_000, random.Next(500), random.Next(500), BigInteger.One);
            var spend = new Zar(random.Next(1, 1_000_000));
            Pool[] pools = [new(Amount(random, 48_000, 52_000), Amount(random, 1_000, 1_001))];
            var amountIn = Units.ToStablecoin(spend);
            var trade = Trade.Of(spend, new ReservesQuote(amountIn, ConstantProduct.AmountOut(amountIn, pools), pools), Units, reference, limits);
            if (Math.Abs((long)trade.DeviationBps) > limits.DeviationBps)
                continue;

            accepted++;
            var floor = limits.MinimumFloor(spend, Units, reference);
            Assert.True(trade.MinimumOut >= floor, $"{trade.MinimumOut} < {floor} at {reference.ToExactString()}");

            // The same without the floor's own arithmetic: each token costs no more than the agreed price and the deviation.
            Assert.True(trade.Quote.AmountOut * reference.Scaled * (10_000 + limits.DeviationBps) >= amountIn * Price.One * 10_000);
        }

        Assert.InRange(accepted, Cases / 100, Cases);
    }

    private Random NewRandom()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        return new Random(seed);
    }

    private static (PriceRules Rules, Price Own, PriceFacts Facts) AnyOf(Random random)
    {
        var names = Enumerable.Range(0, random.Next(0, 5)).Select(index => $"s{index}").ToList();
        var on = names.Where(_ => random.Next(5) > 0).ToList();
        if (on.Count == 0 || random.Next(2) == 0)
            on.Insert(random.Next(on.Count + 1), SourceNames.Fixed);
        var rules = Rules(string.Join(',', on)) with
        {
            DivergenceBps = random.Next(0, 400),
            MinimumSources = random.Next(1, 4),
            ConfirmedAt = Now.AddMinutes(-random.Next(120)),
            GoodFor = random.Next(2) == 0 ? TimeSpan.FromHours(1) : null,
        };
        return (rules, AnyPrice(random), Facts([.. names.Where(_ => random.Next(8) > 0).Select(name => random.Next(10) == 0
            ? Failed(name, SourceVerdict.Reverts)
            : Told(name, AnyPrice(random), TimeSpan.FromMinutes(random.Next(-2, 70)), TimeSpan.FromHours(1)))]));
    }

    /// <summary>Most are close to 50, some far from it.</summary>
    private static Price AnyPrice(Random random) => random.Next(6) == 0
        ? new Price(Price.One * random.Next(1, 200))
        : new Price(Fifty.Scaled * random.Next(9_800, 10_200) / 10_000);

    private static BigInteger Amount(Random random, int least, int most) => random.Next(least, most) * BigInteger.Pow(10, 21);
}
