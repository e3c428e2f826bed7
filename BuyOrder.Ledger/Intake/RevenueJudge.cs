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
    /// <param name="isAccepted">An operator accepts them against the limits.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<IReadOnlyList<RevenueReading>> ReadAsync(
        IEnumerable<ReadOnlyMemory<byte>> bodies, bool isAccepted, CancellationToken cancellation)
    {
        var limits = isAccepted ? null : await limitsInForce(cancellation);
        var parsed = bodies.Select(Parse).ToArray();
        var table = await ReadRatesAsync([.. parsed.OfType<Form.Right>().Select(right => right.Message)], limits, cancellation);
        var now = time.GetUtcNow();
        var readings = parsed.Select(form => form switch
        {
            Form.Right right => Value(right.Message, limits, table, now),
            Form.Wrong wrong => wrong.Reading,
            _ => throw new InvalidOperationException($"{form} is no form."),
        }).ToArray();
        await FindRepeatsAsync(readings, cancellation);
        return readings;
    }

    private static Form Parse(ReadOnlyMemory<byte> body) => RevenueMessageReader.TryRead(body.Span, out var message, out var rejection)
        ? new Form.Right(message)
        : new Form.Wrong(new RevenueReading.Rejected(rejection, message));

    private async Task<IReadOnlyDictionary<DateOnly, DailyRates>> ReadRatesAsync(
        RevenueMessage[] messages, PlausibilityLimits? limits, CancellationToken cancellation)
    {
        var compared = limits is null ? [] : messages.Where(message => Plausibility.NeedsTableRate(message, limits)).ToArray();
        var days = messages.Where(message => message.NeedsDailyRate).Concat(compared).Select(Day).Distinct().ToArray();
        if (days.Length == 0)
            return new Dictionary<DateOnly, DailyRates>();
        var table = await rates.ReadAsync(days, cancellation);
        var older = compared
            .Where(message => table.GetValueOrDefault(Day(message))?.Find(message.Amount.Currency) is null)
            .SelectMany(message => DaysBefore(Day(message)))
            .Except(days)
            .ToArray();
        return older.Length == 0
            ? table
            : (await rates.ReadAsync(older, cancellation)).Concat(table).ToDictionary(pair => pair.Key, pair => pair.Value);
    }

    private DateOnly Day(RevenueMessage message) => BusinessDay.Of(message.OccurredAt, ledger.BusinessZone);

    private static IEnumerable<DateOnly> DaysBefore(DateOnly day) =>
        Enumerable.Range(1, Plausibility.MaxTableAgeDays).Select(age => day.AddDays(-age));

    private RevenueReading Value(
        RevenueMessage message, PlausibilityLimits? limits, IReadOnlyDictionary<DateOnly, DailyRates> table, DateTimeOffset now)
    {
        if (!ValuedRevenue.TryCreate(message, ledger.BusinessZone, table, out var revenue, out var rejection))
            return new RevenueReading.Rejected(rejection, message);
        if (limits is null)
            return new RevenueReading.Recordable(revenue);
        var compared = Plausibility.NeedsTableRate(message, limits) ? Compared(revenue, table) : null;
        if (Plausibility.Check(revenue, limits, compared, now) is not { } implausible)
            return new RevenueReading.Recordable(revenue);
        return message.Kind == RevenueKind.Refund
            ? new RevenueReading.Recordable(revenue, IsRefundBeyond: true)
            : new RevenueReading.Rejected(implausible, message);
    }

    /// <summary>The rate of the day's table, else of the newest one that is not too old; null when none names the currency.</summary>
    private static ExchangeRate? Compared(ValuedRevenue revenue, IReadOnlyDictionary<DateOnly, DailyRates> table) =>
        DaysBefore(revenue.Day).Prepend(revenue.Day)
            .Select(day => table.GetValueOrDefault(day)?.Find(revenue.Message.Amount.Currency))
            .FirstOrDefault(rate => rate is not null);

    /// <summary>
    /// What would be refused now may have been recorded when rates, limits or rules were others: a repeat stays a repeat after every change of
    /// them. One read each, and only for what would be rejected.
    /// </summary>
    private async Task FindRepeatsAsync(RevenueReading[] readings, CancellationToken cancellation)
    {
        var doubtful = Enumerable.Range(0, readings.Length).Where(i => readings[i] is RevenueReading.Rejected { Message: not null }).ToArray();
        if (doubtful.Length == 0)
            return;
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxParallelReads, CancellationToken = cancellation };
        await Parallel.ForEachAsync(doubtful, options, async (i, token) =>
        {
            if (readings[i] is RevenueReading.Rejected { Message: { } message }
                && await ledger.FindEntryAsync(message.Id, token) is { Revenue.ContentHash: var existing })
                readings[i] = new RevenueReading.Repeat(message, existing);
        });
    }

    /// <summary>What a message is by its form alone.</summary>
    private abstract record Form
    {
        private Form()
        {
        }

        public sealed record Right(RevenueMessage Message) : Form;

        public sealed record Wrong(RevenueReading.Rejected Reading) : Form;
    }
}

/// <summary>What a message is found to be before anything is stored.</summary>
internal abstract record RevenueReading
{
    private RevenueReading()
    {
    }

    /// <summary>It can be an entry.</summary>
    /// <param name="Revenue">As it would be recorded.</param>
    /// <param name="IsRefundBeyond">A refund beyond a limit: it counts, and is counted.</param>
    public sealed record Recordable(ValuedRevenue Revenue, bool IsRefundBeyond = false) : RevenueReading;

    /// <summary>It would be rejected, but there is an entry of its id.</summary>
    /// <param name="Message">What it says.</param>
    /// <param name="Existing">The entry's content hash.</param>
    public sealed record Repeat(RevenueMessage Message, Sha256Hash Existing) : RevenueReading;

    /// <summary>It cannot be an entry.</summary>
    /// <param name="Rejection">Why not.</param>
    /// <param name="Message">What it says, as far as it could be read.</param>
    public sealed record Rejected(Rejection Rejection, RevenueMessage? Message) : RevenueReading;
}

/// <summary>The plausibility limits in force.</summary>
internal delegate ValueTask<PlausibilityLimits> LimitsInForce(CancellationToken cancellation);
