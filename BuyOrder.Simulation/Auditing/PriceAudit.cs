using System.Numerics;
using BuyOrder.Domain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Prices;
using BuyOrder.Orders.Rows;
using BuyOrder.Simulation.Troubles;
using BuyOrder.Storage;

namespace BuyOrder.Simulation.Auditing;

/// <summary>
/// What must hold of prices where several sources are switched on: held against what the nodes showed, not against what the process that buys
/// took them for.
/// </summary>
/// <param name="setup">The world's sources.</param>
/// <param name="sights">What each process was shown.</param>
/// <param name="coverage">Where to count what happens.</param>
internal sealed class PriceAudit(PriceSetup setup, Sights sights, Coverage coverage)
{
    private const int Whole = BasisPoints.Whole;

    private static readonly ReasonCode[] OfPrices =
        [ReasonCode.PriceUnavailable, ReasonCode.PriceDisagrees, ReasonCode.SequencerDown, ReasonCode.Depegged];

    /// <summary>What the office made of a version of the parameters.</summary>
    public required Func<int, BusinessParameters> Parameters { get; init; }

    /// <summary>The newest version.</summary>
    public required Func<int> Newest { get; init; }

    /// <param name="writes">One batch.</param>
    /// <param name="changes">What changed in it.</param>
    /// <param name="inForce">The version that the state named before it.</param>
    public void Check(IReadOnlyList<TableWrite> writes, Changes changes, int inForce)
    {
        foreach (var (before, after) in changes.Orders)
            CheckOrder(before, after, inForce);
        foreach (var (order, attempt) in changes.OrderAttempts)
        {
            if (attempt.Kind == AttemptKind.Swap)
                CheckSwap(order, attempt);
        }

        foreach (var run in writes.OfType<TableWrite.Insert>().Where(write => write.Key.StartsWith(OrderKeys.RunPrefix, StringComparison.Ordinal)))
        {
            if (new ReasonCode(run.Values.Text("outcome")) is var outcome && OfPrices.Contains(outcome))
            {
                CheckRefused($"The run {run.Key}", outcome, inForce);
                coverage.Count(Happening.RunRefusedForPrices);
            }
        }
    }

    private void CheckOrder(Order? before, Order after, int inForce)
    {
        if (before is null)
        {
            var agreed = Agreed(after.Id, "reserved", Parameters(after.ParametersVersion));
            _ = Kept(after.Id, "reserved", agreed, after.Quote.ReferencePrice, after.Prices);
            return;
        }

        Audit.Demand((before.Prices ?? []).SequenceEqual(after.Prices ?? []), $"{after.Id}: the prices that it was reserved by have changed.");
        if (after.Hold is { } hold && before.Hold?.Reason != hold.Reason && OfPrices.Contains(hold.Reason))
        {
            CheckRefused($"{after.Id}, which is held,", hold.Reason, inForce);
            coverage.Count(Happening.HeldForPrices);
        }
    }

    private void CheckSwap(Order order, Attempt attempt)
    {
        var (inForce, frozen) = (Parameters(attempt.ParametersVersion!.Value), Parameters(order.ParametersVersion));
        var agreed = Agreed(order.Id, "signed for", inForce);
        Audit.Demand(
            IsAboveFloor(order, attempt, frozen, agreed.Max(decision => decision.Price)), $"{order.Id} is signed for below the floor of the prices that the nodes showed.");
        var kept = Kept(order.Id, "signed for", agreed, attempt.ReferencePrice, attempt.Prices);
        coverage.Count(Happening.BoughtByFeeds);
        foreach (var source in setup.Sources.Where(source => kept.Sources.Any(one => one.Name == source.Name && one.Verdict == SourceVerdict.Counted)))
        {
            if (source.Hop is not null)
                coverage.Count(Happening.BoughtOverHop);
            if (source.IsInverted || setup.Sources.Any(hop => hop.Name == source.Hop && hop.IsInverted))
                coverage.Count(Happening.BoughtByInverse);
        }

        if (kept.Sources.Any(source => source.Verdict is not (SourceVerdict.Counted or SourceVerdict.Spare or SourceVerdict.AtPar)))
            coverage.Count(Happening.BoughtWithSourceLeftOut);
    }

    /// <summary>The prices to buy by that the nodes may have shown: there must be one.</summary>
    private List<ShownDecision> Agreed(string id, string what, BusinessParameters inForce)
    {
        var possible = Possible(inForce);
        Audit.Demand(possible.Count > 0, $"{id} was {what}, and too few nodes had shown prices.");
        var agreed = possible.FindAll(decision => decision.Reason is null);
        Audit.Demand(agreed.Count > 0, $"{id} was {what}, though the nodes showed no price to buy by: {possible[0].Reason}.");
        return agreed;
    }

    /// <summary>The one that is kept of them.</summary>
    private static ShownDecision Kept(string id, string what, List<ShownDecision> agreed, Price? reference, IReadOnlyList<JudgedSource>? kept) =>
        agreed.Find(decision => IsAbout(decision.Price, reference) && IsSame(decision.Sources, kept ?? []))
            ?? throw new SimulationException($"{id} was {what}, and keeps other prices than the nodes showed.");

    private static bool IsSame(IReadOnlyList<ShownSource> shown, IReadOnlyList<JudgedSource> kept) =>
        shown.Count == kept.Count && shown.Zip(kept).All(pair =>
            pair.First.Name == pair.Second.Name && pair.First.Verdict == pair.Second.Verdict
            && (pair.Second.Price is null ? pair.First.Price.IsZero : IsAbout(pair.First.Price, pair.Second.Price))
            && pair.First.AsOf == pair.Second.AsOf?.ToUnixTimeSeconds());

    /// <summary>Halves may be rounded either way.</summary>
    private static bool IsAbout(BigInteger shown, Price? kept) => kept is { } price && BigInteger.Abs(shown - price.Scaled) <= 1;

    /// <summary>Dearer than the price by as much as is allowed, and less by the slippage: below that no swap may go. Both tokens have 18 decimals.</summary>
    private static bool IsAboveFloor(Order order, Attempt swap, BusinessParameters frozen, BigInteger price) =>
        (swap.MinimumOut + 1) * price * (Whole + frozen.DeviationBps) >= order.SpendUnits * Price.One * (Whole - frozen.SlippageBps);

    private void CheckRefused(string what, ReasonCode reason, int inForce)
    {
        var versions = Enumerable.Range(Math.Max(inForce, 1), Newest() - Math.Max(inForce, 1) + 1);
        Audit.Demand(
            versions.Any(version => Possible(Parameters(version)).Exists(decision => decision.Reason == reason)),
            $"{what} names {reason}, and the prices that the nodes showed do not come to that.");
    }

    private List<ShownDecision> Possible(BusinessParameters inForce) =>
        [.. sights.Possible().Select(may => new ShownPrices(setup, inForce).Decide(may.Heard, sights.Needed, may.Time))];
}
