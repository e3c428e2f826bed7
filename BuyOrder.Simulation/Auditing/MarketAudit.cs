using System.Numerics;
using BuyOrder.Domain.Fees;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Orders.Market;
using BuyOrder.Simulation.Troubles;
using BuyOrder.Testing.Model;

namespace BuyOrder.Simulation.Auditing;

/// <summary>
/// What must hold where there are two markets: an order is frozen at the one that is the better by the quotes that the nodes showed, and
/// approved and bought there.
/// </summary>
/// <param name="places">The markets of the settings, in their order.</param>
/// <param name="setup">The world's price sources.</param>
/// <param name="sights">What each process was shown.</param>
/// <param name="coverage">Where to count what happens.</param>
internal sealed class MarketAudit(IReadOnlyList<MarketPlace> places, PriceSetup setup, Sights sights, Coverage coverage)
{
    private const int Whole = BasisPoints.Whole;

    /// <summary>Gas of a v3 swap beside what the quoter says.</summary>
    private const long BesideTheQuote = 28_000;

    private static readonly TokenUnits Units = new(18, 18);
    private static readonly BigInteger TipWei = 1_000_000_000;

    /// <summary>What the office made of a version of the parameters.</summary>
    public required Func<int, BusinessParameters> Parameters { get; init; }

    public void Check(Changes changes)
    {
        foreach (var (before, after) in changes.Orders)
        {
            if (before is null)
                CheckChoice(after, Parameters(after.ParametersVersion));
        }

        foreach (var (order, attempt) in changes.OrderAttempts)
            CheckPlace(order, attempt);
    }

    private void CheckPlace(Order order, Attempt attempt)
    {
        var content = ModelTransaction.Of(attempt.SignedBytes).Content;
        var router = places.First(place => place.Name == order.Quote.Market).Router;
        Audit.Demand(
            attempt.Kind != AttemptKind.Swap || content.To == router, $"{order.Id} is frozen at {order.Quote.Market}, and its swap goes to {content.To}.");
        Audit.Demand(
            attempt.Kind != AttemptKind.Approve || ModelContracts.Argument(content.Data.Span, 0) == ModelContracts.Number(router),
            $"{order.Id} is frozen at {order.Quote.Market}, and another may take its spend.");
        if (attempt.Kind == AttemptKind.Swap)
            coverage.Count(router == ModelV3.Router ? Happening.BoughtAtV3 : Happening.BoughtAtV2OfTwo);
    }

    private void CheckChoice(Order order, BusinessParameters parameters)
    {
        // What limits by day and month leave of the spend is for another audit: what was asked for is not known here.
        if (parameters.Limits != BuyingLimits.Off)
            return;
        var wanted = Zar.Min(order.Allocation, parameters.Maximum);
        var best = sights.Possible().Select(may => Best(order, wanted, parameters, may.Heard, may.Time)).OfType<Offer>().ToList();
        Audit.Demand(best.Count > 0, $"{order.Id} is reserved at {order.Quote.Market}, and the nodes showed no market that takes it.");
        var chosen = best.Find(offer => (offer.Market, offer.Spend, offer.AmountOut) == (order.Quote.Market, order.Spend, order.Quote.AmountOut));
        Audit.Demand(
            chosen is not null, $"{order.Id} is reserved at {order.Quote.Market} for {order.Quote.AmountOut}, and by the quotes that the nodes showed {best[0]} is better.");
        if (order.Quote.Market == ModelV3.Place.Name && sights.Possible().Any(may => may.Heard.Any(sight => ModelV3.CrossesTick(sight.State.V3, order.SpendUnits))))
            coverage.Count(Happening.V3TickCrossed);
        if (chosen!.IsAlone && places.Count > 1)
            coverage.Count(Happening.MarketLeftOut);
        if (chosen.IsByGas)
            coverage.Count(Happening.GasDecided);
    }

    /// <summary>Null: none takes the order.</summary>
    private Offer? Best(Order order, Zar wanted, BusinessParameters parameters, IReadOnlyList<NodeSight> heard, DateTimeOffset time)
    {
        var prices = new ShownPrices(setup, parameters);
        if (prices.Decide(heard, sights.Needed, time) is not { Reason: null, Price: var reference })
            return null;
        var baseFee = Reached(heard.Select(sight => sight.BaseFeeWei));
        var offered = FeePolicy.Offer(baseFee, TipWei, parameters.MaxFeePerGasWei, parameters.MaxPriorityFeePerGasWei);
        if (offered is null)
            return null;
        var perGas = BigInteger.Min(offered.MaxFeePerGasWei, baseFee + offered.MaxPriorityFeePerGasWei);
        var native = setup.Options.Native is { } name ? prices.Of(name, heard, sights.Needed) : BigInteger.Zero;
        var wallet = ModelKey.Versions.Single(key => key.KeyId == order.KeyId).Version;
        var funds = Reached(heard.Select(sight => sight.State.Accounts[wallet].Stablecoin));
        List<Offer> offers = [];
        foreach (var place in places)
        {
            if (Shown(place, Units.ToStablecoin(wanted), heard)?.Largest(Units, parameters.ImpactBps) is not { } quote || quote.AmountOut.IsZero)
                continue;
            var spend = new Zar((long)(quote.AmountIn / Units.Cent));
            var (paid, worth) = (quote.AmountIn * Price.One, quote.AmountOut * reference);
            if (BigInteger.Abs(paid - worth) * Whole > worth * parameters.DeviationBps || spend < parameters.Minimum || funds < quote.AmountIn)
                continue;
            var gas = quote.Gas * perGas * native;
            offers.Add(new Offer(place.Name, spend, quote.AmountOut, quote.AmountOut - ((gas + reference - 1) / reference)));
        }

        // Of equal ones the first.
        var best = offers.Aggregate((Offer?)null, (first, next) => first is null || (next.Spend, next.Net).CompareTo((first.Spend, first.Net)) > 0 ? next : first);
        var most = offers.Where(offer => offer.Spend == best?.Spend).MaxBy(offer => offer.AmountOut);
        return best is null ? null : best with { IsAlone = offers.Count == 1, IsByGas = most!.AmountOut > best.AmountOut };
    }

    /// <summary>The quote for the whole that a majority reaches; null where there is none.</summary>
    private Quote? Shown(MarketPlace place, BigInteger wanted, IReadOnlyList<NodeSight> heard)
    {
        var reached = Reached(heard.Select(sight => OutOf(place, sight.State, wanted)));
        var state = heard.First(sight => OutOf(place, sight.State, wanted) == reached).State;
        if (place is MarketPlace.UniswapV2)
            return state.IsEmpty ? null : new ReservesQuote(wanted, state.AmountOut(wanted), [new Pool(state.ReserveStablecoin, state.ReserveToken)]);
        if (state.V3.IsEmpty)
            return null;
        var root = ModelV3.RootPrice(state.V3);
        return new LadderQuote(
            new MidPrice(BigInteger.One << 192, root * root),
            [ModelV3.Fee],
            [.. LadderQuote.Amounts(wanted, Units.Cent).Select(amount => new Rung(amount, ModelV3.AmountOut(state.V3, amount), ModelV3.QuotedGas + BesideTheQuote))]);
    }

    private static BigInteger OutOf(MarketPlace place, ModelState state, BigInteger wanted) =>
        place is MarketPlace.UniswapV2
            ? state.IsEmpty ? BigInteger.MinusOne : state.AmountOut(wanted)
            : state.V3.IsEmpty ? BigInteger.MinusOne : ModelV3.AmountOut(state.V3, wanted);

    private T Reached<T>(IEnumerable<T> figures) => figures.OrderDescending().ElementAt(sights.Needed - 1);

    private sealed record Offer(string Market, Zar Spend, BigInteger AmountOut, BigInteger Net)
    {
        public bool IsAlone { get; init; }

        public bool IsByGas { get; init; }
    }
}
