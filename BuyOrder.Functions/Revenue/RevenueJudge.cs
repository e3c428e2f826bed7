using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Rates;

namespace BuyOrder.Functions.Revenue;

/// <summary>Judges messages and stores nothing.</summary>
internal sealed class RevenueJudge(RevenueLedger ledger, ExchangeRates rates)
{
    private const int MaxParallelReads = 16;

    /// <summary>What each message is, in their order. Rates are read only for messages that need one: each day once, all at once.</summary>
    public async Task<IReadOnlyList<RevenueReading>> ReadAsync(
        IEnumerable<ReadOnlyMemory<byte>> bodies, CancellationToken cancellation)
    {
        var parsed = bodies.Select(Parse).ToArray();
        var days = parsed.Select(reading => reading.Message).OfType<RevenueMessage>()
            .Where(message => message.NeedsDailyRate)
            .Select(message => BusinessDay.Of(message.OccurredAt, ledger.BusinessZone))
            .Distinct()
            .ToArray();
        IReadOnlyDictionary<DateOnly, DailyRates> table = days.Length == 0
            ? new Dictionary<DateOnly, DailyRates>()
            : await rates.ReadAsync(days, cancellation);
        var readings = parsed.Select(reading => Value(reading, table)).ToArray();
        if (days.Length > 0)
            await FindRepeatsAsync(readings, cancellation);
        return readings;
    }

    private static RevenueReading Parse(ReadOnlyMemory<byte> body) =>
        RevenueMessageReader.TryRead(body.Span, out var message, out var rejection)
            ? new RevenueReading(message, null, null, null)
            : new RevenueReading(null, null, null, rejection);

    private RevenueReading Value(RevenueReading reading, IReadOnlyDictionary<DateOnly, DailyRates> table)
    {
        if (reading.Message is null)
            return reading;
        return ValuedRevenue.TryCreate(reading.Message, ledger.BusinessZone, table, out var revenue, out var rejection)
            ? reading with { Revenue = revenue }
            : reading with { Rejection = rejection };
    }

    /// <summary>
    /// What the table has no fitting rate for any more may have been recorded when it had one: a repeat is a repeat whatever became of
    /// the rates. One read each, and only for what would be rejected.
    /// </summary>
    private async Task FindRepeatsAsync(RevenueReading[] readings, CancellationToken cancellation)
    {
        var doubtful = Enumerable.Range(0, readings.Length).Where(i => readings[i] is { IsValid: false, Message.NeedsDailyRate: true });
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxParallelReads, CancellationToken = cancellation };
        await Parallel.ForEachAsync(doubtful, options, async (i, token) =>
        {
            if (await ledger.FindAsync(readings[i].Message!.Id, token) is { Entry.Revenue.ContentHash: var existing })
                readings[i] = readings[i] with { Existing = existing, Rejection = null };
        });
    }
}
