using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Rates;
using BuyOrder.Functions.Revenue.Writing;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Revenue;

/// <summary>Turns raw messages into entries of the ledger or rejected revenue.</summary>
internal sealed class RevenueIntake(RevenueLedger ledger, RejectedRevenue rejected, ExchangeRates rates)
{
    private readonly RevenueJudge judge = new(ledger, rates);

    /// <summary>Judges messages and stores nothing.</summary>
    /// <exception cref="TableUnavailableException">The storage cannot tell just now.</exception>
    public Task<IReadOnlyList<RevenueReading>> ReadAsync(IEnumerable<ReadOnlyMemory<byte>> bodies, CancellationToken cancellation) =>
        judge.ReadAsync(bodies, cancellation);

    /// <summary>Records all messages: each result is an entry, a duplicate or rejected revenue, durably, in the order of the messages.</summary>
    /// <exception cref="TableUnavailableException">Some may be recorded, some not: the same messages must be delivered again.</exception>
    public async Task<IReadOnlyList<RecordResult>> RecordAsync(IReadOnlyList<IncomingRevenue> messages, CancellationToken cancellation) =>
        await RecordAsync(messages, await judge.ReadAsync(messages.Select(message => message.Body), cancellation), cancellation);

    /// <summary>The same for messages that were judged just now.</summary>
    public async Task<IReadOnlyList<RecordResult>> RecordAsync(
        IReadOnlyList<IncomingRevenue> messages, IReadOnlyList<RevenueReading> readings, CancellationToken cancellation)
    {
        var results = await AppendAsync(readings, cancellation);
        var refused = messages.Zip(results)
            .Where(pair => pair.Second.Rejection is not null)
            .Select(pair => new RefusedMessage(pair.First, pair.Second.Id, pair.Second.Rejection!));
        await rejected.KeepAsync([.. refused], cancellation);
        return results;
    }

    /// <summary>Puts into the ledger what can be, and keeps nothing of the rest.</summary>
    /// <exception cref="TableUnavailableException">Some may be recorded, some not; appending them again is safe.</exception>
    internal async Task<IReadOnlyList<RecordResult>> AppendAsync(IReadOnlyList<RevenueReading> readings, CancellationToken cancellation)
    {
        // Of each id the first message is tried; what the ledger then holds of that id decides about the others.
        var pending = new Dictionary<string, PendingEntry>(StringComparer.Ordinal);
        foreach (var revenue in readings.Select(reading => reading.Revenue).OfType<ValuedRevenue>())
            pending.TryAdd(revenue.Message.Id, new PendingEntry(revenue));
        await ledger.AppendAsync(pending.Values, cancellation);
        return [.. readings.Select(reading => Result(reading, pending))];
    }

    private static RecordResult Result(RevenueReading reading, Dictionary<string, PendingEntry> pending) => reading switch
    {
        { Revenue: { } revenue } => Result(revenue, pending[revenue.Message.Id]),
        { Message: { } message, Existing: { } content } => Repeat(message.Id, RevenueHashes.Content(message), content),
        _ => new RecordResult(RecordOutcome.Rejected, reading.Message?.Id, reading.Rejection),
    };

    private static RecordResult Result(ValuedRevenue revenue, PendingEntry tried)
    {
        var id = revenue.Message.Id;
        if (tried.Outcome == AppendOutcome.LedgerFull)
        {
            var rejection = new Rejection(RejectionReason.LedgerFull, "amount", "The ledger cannot count this amount without overflow.");
            return new RecordResult(RecordOutcome.Rejected, id, rejection);
        }
        if (ReferenceEquals(revenue, tried.Revenue) && tried.Outcome == AppendOutcome.Recorded)
            return new RecordResult(RecordOutcome.Recorded, id);
        return Repeat(
            id, revenue.ContentHash, tried.Outcome == AppendOutcome.Recorded ? tried.Revenue.ContentHash : tried.ExistingContent);
    }

    private static RecordResult Repeat(string id, Sha256Hash content, Sha256Hash existing) => content == existing
        ? new RecordResult(RecordOutcome.Duplicate, id)
        : new RecordResult(
            RecordOutcome.ConflictingDuplicate,
            id,
            new Rejection(RejectionReason.ConflictingDuplicate, "id", "The id is in the ledger already, with other content."));
}
