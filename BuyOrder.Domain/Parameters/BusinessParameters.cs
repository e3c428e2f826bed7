using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Prices;
using BuyOrder.Domain.Schedule;

namespace BuyOrder.Domain.Parameters;

/// <summary>
/// What the business decides and may change while the service runs. An order keeps rate, amounts and tolerances of the version it was
/// reserved under (<see cref="WithMarketOf"/>).
/// </summary>
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

    /// <summary>What the price is taken from that a purchase is held to.</summary>
    public PriceRules Prices { get; init; } = PriceRules.FixedAlone;

    /// <summary>How much may be bought in a time, and what the wallet keeps.</summary>
    public BuyingLimits Limits { get; init; } = BuyingLimits.Off;

    /// <summary>How far revenue may go without an operator.</summary>
    public PlausibilityLimits Plausibility { get; init; } = PlausibilityLimits.Default;

    /// <summary>
    /// What an open order goes by when these were frozen on it: reference price, price sources and fee caps are those of the version in
    /// force, so that a held order profits from a confirmed price and a stuck nonce from a raised cap.
    /// </summary>
    public BusinessParameters WithMarketOf(BusinessParameters inForce) => this with
    {
        ReferencePrice = inForce.ReferencePrice,
        Prices = inForce.Prices,
        MaxFeePerGasWei = inForce.MaxFeePerGasWei,
        MaxPriorityFeePerGasWei = inForce.MaxPriorityFeePerGasWei,
    };

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
    int Version, BusinessParameters Parameters, DateTimeOffset ChangedAt, string ChangedBy, string Reason, string? Hash = null)
{
    /// <summary>Where the schedule follows on another; null while it is the first there was.</summary>
    public ScheduleStart? Start { get; init; }

    /// <summary>The version after this one, with the same hold on the schedule or a new one where that is another.</summary>
    /// <param name="parameters">What counts under it.</param>
    /// <param name="now">When it is made. Versions follow each other in time as well, even if a host's clock goes back.</param>
    /// <param name="who">Who makes it.</param>
    /// <param name="reason">Why.</param>
    public ParametersVersion Next(BusinessParameters parameters, DateTimeOffset now, string who, string reason)
    {
        var at = now > ChangedAt ? now : ChangedAt.AddTicks(1);
        var isSame = (parameters.Schedule, parameters.ScheduleTimeZone) == (Parameters.Schedule, Parameters.ScheduleTimeZone);
        return new ParametersVersion(Version + 1, parameters, at, who, reason)
        {
            Start = isSame ? Start : new ScheduleStart(at, LatestDue(at, DateTimeOffset.MinValue)),
        };
    }

    /// <summary>The newest slot that is due; null when none is.</summary>
    /// <inheritdoc cref="RecentSlots"/>
    public Slot? LatestDue(DateTimeOffset now, DateTimeOffset opened) => RecentSlots(now, opened, 1) is [var newest] ? newest : null;

    /// <summary>
    /// Slots that are due by now, newest first: those of this schedule since it counts, then the one that the schedule before has left due.
    /// None is due from before the order store was opened.
    /// </summary>
    /// <exception cref="InvalidDataException">The schedule cannot be read.</exception>
    public IReadOnlyList<Slot> RecentSlots(DateTimeOffset now, DateTimeOffset opened, int count)
    {
        var own = OwnSlots(now, opened, count);
        return own.Count < count && Start?.Due is { } left && left.At >= opened ? [.. own, left] : own;
    }

    /// <summary>The same without what the schedule before has left due.</summary>
    /// <exception cref="InvalidDataException">The schedule cannot be read.</exception>
    public IReadOnlyList<Slot> OwnSlots(DateTimeOffset now, DateTimeOffset opened, int count) =>
        Schedule().Recent(now, Start is { } start && start.From > opened ? start.From : opened, count);

    /// <inheritdoc cref="SlotSchedule.Next"/>
    /// <exception cref="InvalidDataException">The schedule cannot be read.</exception>
    public IReadOnlyList<Slot> NextSlots(DateTimeOffset now, int count) => Schedule().Next(now, count);

    private SlotSchedule Schedule() => SlotSchedule.TryCreate(Parameters.Schedule, Parameters.ScheduleTimeZone)
        ?? throw new InvalidDataException($"The schedule of parameters version {Version} cannot be read.");
}

/// <summary>Where a schedule follows on another one.</summary>
/// <param name="From">Slots before it are not of this schedule.</param>
/// <param name="Due">The newest slot until then, due or finished by now: it stays due until the first slot of this schedule. Null when there was none.</param>
public sealed record ScheduleStart(DateTimeOffset From, Slot? Due);
