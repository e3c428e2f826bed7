using System.Text.Json.Serialization;
using BuyOrder.Domain.Parameters;
using BuyOrder.Orders.Parameters;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>The business parameters in force; without the first five members it is a document to put.</summary>
internal sealed record ParametersResponse
{
    /// <summary>From 1; the highest is in force. Its ETag is the number in quotes.</summary>
    public required int Version { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public required string ChangedBy { get; init; }

    public required string Reason { get; init; }

    /// <summary>Of a change: false when the version in force said the same already, so that none was made.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required bool? Changed { get; init; }

    public required int RateBps { get; init; }

    public required string Minimum { get; init; }

    public required string Maximum { get; init; }

    public required int SlippageBps { get; init; }

    public required int DeviationBps { get; init; }

    public required int ImpactBps { get; init; }

    public required string MaxFeePerGasGwei { get; init; }

    public required string MaxPriorityFeePerGasGwei { get; init; }

    public required string ReferencePrice { get; init; }

    public required string Schedule { get; init; }

    public required string ScheduleTimeZone { get; init; }

    public required string? MaxPerDay { get; init; }

    public required string? MaxPerMonth { get; init; }

    public required string? MinimumInterval { get; init; }

    public required string? WalletReserve { get; init; }

    public required string? MaxAmount { get; init; }

    public required int? MaxRateDeviationBps { get; init; }

    public required string? MaxFuture { get; init; }

    public required string? MaxAge { get; init; }

    public required string? MaxRevenuePerDay { get; init; }

    public required string? NotSettledStatuses { get; init; }

    public required string PriceSources { get; init; }

    public required int DivergenceBps { get; init; }

    public required int MinimumSources { get; init; }

    public required int? DepegBps { get; init; }

    public required string? ReferencePriceConfirmedAt { get; init; }

    public required string? ReferencePriceGoodFor { get; init; }

    public static ParametersResponse Of(ParametersVersion version, bool? changed = null)
    {
        var (parameters, texts) = (version.Parameters, ParametersReader.Write(version.Parameters));
        return new ParametersResponse
        {
            Version = version.Version,
            ChangedAt = version.ChangedAt,
            ChangedBy = version.ChangedBy,
            Reason = version.Reason,
            Changed = changed,
            RateBps = parameters.RateBps,
            Minimum = texts["Minimum"],
            Maximum = texts["Maximum"],
            SlippageBps = parameters.SlippageBps,
            DeviationBps = parameters.DeviationBps,
            ImpactBps = parameters.ImpactBps,
            MaxFeePerGasGwei = texts["MaxFeePerGasGwei"],
            MaxPriorityFeePerGasGwei = texts["MaxPriorityFeePerGasGwei"],
            ReferencePrice = texts["ReferencePrice"],
            Schedule = parameters.Schedule,
            ScheduleTimeZone = parameters.ScheduleTimeZone,
            MaxPerDay = Limit("MaxPerDay"),
            MaxPerMonth = Limit("MaxPerMonth"),
            MinimumInterval = Limit("MinimumInterval"),
            WalletReserve = Limit("WalletReserve"),
            MaxAmount = Limit("MaxAmount"),
            MaxRateDeviationBps = parameters.Plausibility.MaxRateDeviationBps,
            MaxFuture = Limit("MaxFuture"),
            MaxAge = Limit("MaxAge"),
            MaxRevenuePerDay = Limit("MaxRevenuePerDay"),
            NotSettledStatuses = Limit("NotSettledStatuses"),
            PriceSources = texts["PriceSources"],
            DivergenceBps = parameters.Prices.DivergenceBps,
            MinimumSources = parameters.Prices.MinimumSources,
            DepegBps = parameters.Prices.DepegBps,
            ReferencePriceConfirmedAt = Limit("ReferencePriceConfirmedAt"),
            ReferencePriceGoodFor = Limit("ReferencePriceGoodFor"),
        };

        string? Limit(string member) => texts[member] == ParametersReader.Off ? null : texts[member];
    }
}

/// <summary>One version of the parameters, and what it changed.</summary>
/// <param name="Version">From 1.</param>
/// <param name="ChangedAt">When it was made.</param>
/// <param name="ChangedBy">By whom.</param>
/// <param name="Reason">In their own words.</param>
/// <param name="Differences">From the version before; none of the first.</param>
internal sealed record ParametersHistoryResponse(
    int Version, DateTimeOffset ChangedAt, string ChangedBy, string Reason, IReadOnlyList<ParameterDifference> Differences)
{
    public static ParametersHistoryResponse Of(ParametersHistory each) =>
        new(each.Version.Version, each.Version.ChangedAt, each.Version.ChangedBy, each.Version.Reason, each.Differences);
}
