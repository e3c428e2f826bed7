using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Parameters;

/// <summary>What the business decides and may change while the service runs. An order keeps the version it was reserved under.</summary>
public sealed record BusinessParameters
{
    /// <summary>Share of the available revenue that is spent, 1 to 10 000 basis points.</summary>
    public required int RateBps { get; init; }

    /// <summary>Smallest spend of an order.</summary>
    public required Zar Minimum { get; init; }

    /// <summary>Largest spend of an order.</summary>
    public required Zar Maximum { get; init; }

    /// <summary>How much less than the quote a swap accepts.</summary>
    public required int SlippageBps { get; init; }

    /// <summary>How far the quote may be from the reference price, either way.</summary>
    public required int DeviationBps { get; init; }

    /// <summary>How far an order may move the market; a larger one is made smaller.</summary>
    public required int ImpactBps { get; init; }

    /// <summary>Most that is ever paid per unit of gas.</summary>
    public required BigInteger MaxFeePerGasWei { get; init; }

    /// <summary>Most of it that is a tip.</summary>
    public required BigInteger MaxPriorityFeePerGasWei { get; init; }

    /// <summary>What an independent source says a token is worth.</summary>
    public required Price ReferencePrice { get; init; }

    /// <summary>Six-field NCRONTAB, seconds first.</summary>
    public required string Schedule { get; init; }

    /// <summary>IANA name of the zone the schedule is read in.</summary>
    public required string ScheduleTimeZone { get; init; }

    /// <summary>Whether a new service begins paused. From then on the order store says whether buying is paused, and this counts no more.</summary>
    public bool Paused { get; init; }

    /// <summary>How far revenue may go without an operator.</summary>
    public PlausibilityLimits Plausibility { get; init; } = PlausibilityLimits.Default;

    /// <summary>Those that are about the market.</summary>
    public GuardLimits Guards => new(ImpactBps, DeviationBps, SlippageBps, MaxFeePerGasWei);
}

/// <summary>One version of the business parameters, with who made it, when and why. Versions count from 1 and never change.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Parameters">What counts under it.</param>
/// <param name="ChangedAt">When it was made.</param>
/// <param name="ChangedBy">Who made it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Hash">Over its stored document; null while it is only in memory.</param>
public sealed record ParametersVersion(
    int Version, BusinessParameters Parameters, DateTimeOffset ChangedAt, string ChangedBy, string Reason, string? Hash = null);
