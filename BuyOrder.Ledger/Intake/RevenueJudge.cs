using System.Diagnostics.CodeAnalysis;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rates;

namespace BuyOrder.Ledger.Intake;

/// <summary>Judges messages and stores nothing.</summary>
internal sealed class RevenueJudge(RevenueLedger ledger, ExchangeRates rates, LimitsInForce limitsInForce, TimeProvider time)
{
    private const int MaxParallelReads = 16;

    /// <summary>What each message is, in their order. Rates are read only for messages that need one: each day once, all at once.</summary>
    /// <param name="bodies">As they came.</param>
    /// <param name="isAccepted">An operator takes them whatever the limits say.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<IReadOnlyList<RevenueReading>> ReadAsync(
        IEnumerable<ReadOnlyMemory<byte>> bodies, bool isAccepted, CancellationToken cancellation)
    {
        var limits = isAccepted ? null : await limitsInForce(cancellation);
        var parsed = bodies.Select(Parse).ToArray();
        var table = await ReadRatesAsync(parsed, limits, cancellation);
        var now = time.GetUtcNow();
        var readings = parsed.Select(reading => reading.IsValid ? Value(reading, limits, table, now) : reading).ToArray();
        await FindRepeatsAsync(readings, cancellation);
        return readings;
    }

    private static RevenueReading Parse(ReadOnlyMemory<byte> body) =>
        RevenueMessageReader.TryRead(body.Span, out var message, out var rejection)
            ? new RevenueReading(message, null, null, null)
            : new RevenueReading(message, null, null, rejection);

    private async Task<IReadOnlyDictionary<DateOnly, DailyRates>> ReadRatesAsync(
        RevenueReading[] readings, PlausibilityLimits? limits, CancellationToken cancellation)
    {
        var compared = limits is null ? [] : readings.Where(reading => reading.IsValid && Plausibility.NeedsTableRate(reading.Message!, limits)).ToArray();
        var days = readings.Where(reading => reading.IsValid && reading.Message!.NeedsDailyRate).Concat(compared).Select(Day).Distinct().ToArray();
        if (days.Length == 0)
            return new Dictionary<DateOnly, DailyRates>();
        var table = await rates.ReadAsync(days, cancellation);
        var older = compared
            .Where(reading => table.GetValueOrDefault(Day(reading))?.Find(reading.Message!.Amount.Currency) is null)
            .SelectMany(reading => DaysBefore(Day(reading)))
            .Except(days)
            .ToArray();
        return older.Length == 0
            ? table
            : (await rates.ReadAsync(older, cancellation)).Concat(table).ToDictionary(pair => pair.Key, pair => pair.Value);
    }

    private DateOnly Day(RevenueReading reading) => BusinessDay.Of(reading.Message!.OccurredAt, ledger.BusinessZone);

    private static IEnumerable<DateOnly> DaysBefore(DateOnly day) =>
        Enumerable.Range(1, Plausibility.MaxTableAgeDays).Select(age => day.AddDays(-age));

    private RevenueReading Value(
        RevenueReading reading, PlausibilityLimits? limits, IReadOnlyDictionary<DateOnly, DailyRates> table, DateTimeOffset now)
    {
        var message = reading.Message!;
        if (!ValuedRevenue.TryCreate(message, ledger.BusinessZone, table, out var revenue, out var rejection))
            return reading with { Rejection = rejection };
        if (limits is null)
            return reading with { Revenue = revenue };
        var compared = Plausibility.NeedsTableRate(message, limits) ? Compared(revenue, table) : null;
        if (Plausibility.Check(revenue, limits, compared, now) is not { } implausible)
            return reading with { Revenue = revenue };
        return message.Kind == RevenueKind.Refund
            ? reading with { Revenue = revenue, IsRefundBeyond = true }
            : reading with { Rejection = implausible };
    }

    /// <summary>The rate of the day's table, else of the newest one that is not too old; null when none names the currency.</summary>
    private static ExchangeRate? Compared(ValuedRevenue revenue, IReadOnlyDictionary<DateOnly, DailyRates> table) =>
        DaysBefore(revenue.Day).Prepend(revenue.Day)
            .Select(day => table.GetValueOrDefault(day)?.Find(revenue.Message.Amount.Currency))
            .FirstOrDefault(rate => rate is not null);

    /// <summary>
    /// What would be refused now may have been recorded when rates, limits or rules were others: a repeat is a repeat whatever became of
    /// them. One read each, and only for what would be rejected.
    /// </summary>
    private async Task FindRepeatsAsync(RevenueReading[] readings, CancellationToken cancellation)
    {
        var doubtful = Enumerable.Range(0, readings.Length).Where(i => readings[i] is { IsValid: false, Message: not null }).ToArray();
        if (doubtful.Length == 0)
            return;
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxParallelReads, CancellationToken = cancellation };
        await Parallel.ForEachAsync(doubtful, options, async (i, token) =>
        {
            if (await ledger.FindEntryAsync(readings[i].Message!.Id, token) is { Revenue.ContentHash: var existing })
                readings[i] = readings[i] with { Existing = existing, Rejection = null };
        });
    }
}

/// <summary>What a message is found to be before anything is stored.</summary>
/// <param name="Message">What it says; null when it could not be read.</param>
/// <param name="Revenue">As it would be recorded; null when it can never be, or not now.</param>
/// <param name="Existing">Set without <paramref name="Revenue"/>: the content hash of the entry that has its id.</param>
/// <param name="Rejection">Why it can never be recorded; null for a message that is recorded, or answered as a repeat.</param>
internal sealed record RevenueReading(RevenueMessage? Message, ValuedRevenue? Revenue, Sha256Hash? Existing, Rejection? Rejection)
{
    /// <summary>A refund beyond a limit: it counts, and is counted.</summary>
    public bool IsRefundBeyond { get; init; }

    [MemberNotNullWhen(false, nameof(Rejection))]
    public bool IsValid => Rejection is null;
}

/// <summary>The plausibility limits in force.</summary>
internal delegate ValueTask<PlausibilityLimits> LimitsInForce(CancellationToken cancellation);
