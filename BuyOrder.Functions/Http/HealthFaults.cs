using System.Globalization;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Prices;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Verifying;

namespace BuyOrder.Functions.Http;

/// <summary>What is wrong with orders, schedule and verification, each in one sentence. Pure.</summary>
internal static class HealthFaults
{
    /// <summary>A whole verification comes every day; one that is late by half a day more does not come by itself.</summary>
    public static readonly TimeSpan VerificationPatience = TimeSpan.FromHours(36);

    /// <summary>Nothing is bought until an operator resumes: that must not be forgotten.</summary>
    public static string? OfPause(PauseState pause) => pause is PauseState.Paused { Change: var change }
        ? $"Buying is paused since {UtcTimeConverter.Format(change.At)} by {change.By}: {change.Reason.TrimEnd('.')}."
        : null;

    /// <summary>Why there is no reference price; else each source that is left out although it should count.</summary>
    public static IEnumerable<string> OfPrices(PriceDecision decision) => decision is PriceDecision.Refused refused
        ? [refused.Refusal.Detail]
        : decision.Sources
            .Where(source => source.Verdict is not (SourceVerdict.Counted or SourceVerdict.Spare or SourceVerdict.AtPar))
            .Select(source => $"A price source is left out: {source}.");

    /// <summary>Why the open order is on hold, and what was tried; null when it is not.</summary>
    public static string? OfOrder(string id, HoldResponse? hold, bool isUnknown)
    {
        if (isUnknown)
            return $"Order {id} is unknown: an operator must resolve it.{Why(hold)}";
        return hold is null ? null : $"Order {id} is on hold since {UtcTimeConverter.Format(hold.Since)}.{Why(hold)}";
    }

    /// <summary>Why the open wallet task is on hold: nothing is bought meanwhile; null when it is not.</summary>
    public static string? OfTask(string id, HoldResponse? hold) =>
        hold is null ? null : $"Task {id} is on hold since {UtcTimeConverter.Format(hold.Since)}.{Why(hold)}";

    /// <summary>A slot that ended without an order although it was due long enough; health is told until a later one is finished.</summary>
    /// <param name="state">Says which slot was finished.</param>
    /// <param name="version">With the schedule.</param>
    /// <param name="now">Of this host.</param>
    public static string? OfSchedule(TreasuryState state, ParametersVersion version, DateTimeOffset now) =>
        MissedSlot.Find(state, version, now)?.Detail;

    /// <summary>No whole verification for long. What the newest one found is told with the ledger's heads.</summary>
    /// <param name="newest">Null when there was none.</param>
    /// <param name="opened">When the order store was opened: from then on there could have been one.</param>
    /// <param name="now">Of this host.</param>
    public static string? OfVerification(StoredVerification? newest, DateTimeOffset? opened, DateTimeOffset now)
    {
        if ((newest?.StartedAt ?? opened) is not { } last || now - last <= VerificationPatience)
            return null;
        var patience = VerificationPatience.TotalHours.ToString(CultureInfo.InvariantCulture);
        return newest is null
            ? $"The ledger was never verified as a whole; it should be within {patience} hours."
            : $"The ledger was last verified as a whole at {UtcTimeConverter.Format(last)}; it should be every day and within {patience} hours.";
    }

    /// <summary>Markets that nothing can be bought at, though others may do.</summary>
    public static IEnumerable<string> OfMarkets(IReadOnlyList<MarketOffer> offers) =>
        offers.OfType<MarketOffer.LeftOut>().Select(left => offers.Count == 1 ? left.Why : $"{left.Market}: {left.Why}");

    private static string Why(HoldResponse? hold)
    {
        if (hold is null)
            return "";
        var tried = hold.Tried is null ? "Nothing was tried yet." : $"Tried: {hold.Tried}.";
        return $" {hold.Reason}: {hold.Detail.TrimEnd('.')}. {tried}";
    }
}
