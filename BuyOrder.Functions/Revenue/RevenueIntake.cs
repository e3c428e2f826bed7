using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Revenue.Writing;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Revenue;

/// <summary>Turns raw messages into entries of the ledger or rejected revenue.</summary>
internal sealed class RevenueIntake(RevenueLedger ledger, RejectedRevenue rejected)
{
    /// <summary>Judges one message and stores nothing.</summary>
    public RevenueReading Read(ReadOnlyMemory<byte> body) =>
        RevenueMessageReader.TryRead(body.Span, out var message, out var rejection)
            && ValuedRevenue.TryCreate(message, ledger.BusinessZone, out var revenue, out rejection)
            ? new RevenueReading(revenue, null)
            : new RevenueReading(null, rejection);

    /// <summary>Records all messages: each result is an entry, a duplicate or rejected revenue, durably, in the order of the messages.</summary>
    /// <exception cref="TableUnavailableException">Some may be recorded, some not: the same messages must be delivered again.</exception>
    public async Task<IReadOnlyList<RecordResult>> RecordAsync(IReadOnlyList<IncomingRevenue> messages, CancellationToken cancellation)
    {
        var readings = messages.Select(message => Read(message.Body)).ToArray();

        // Of each id the first message is tried; what the ledger then holds of that id decides about the others.
        var pending = new Dictionary<string, PendingEntry>(StringComparer.Ordinal);
        foreach (var reading in readings.Where(reading => reading.IsValid))
            pending.TryAdd(reading.Revenue!.Message.Id, new PendingEntry(reading.Revenue));
        await ledger.AppendAsync(pending.Values, cancellation);

        var results = readings.Select(reading => reading.IsValid
            ? Result(reading.Revenue, pending[reading.Revenue.Message.Id])
            : new RecordResult(RecordOutcome.Rejected, null, reading.Rejection)).ToArray();
        var refused = messages.Zip(results)
            .Where(pair => pair.Second.Rejection is not null)
            .Select(pair => new RefusedMessage(pair.First, pair.Second.Id, pair.Second.Rejection!));
        await rejected.KeepAsync([.. refused], cancellation);
        return results;
    }

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

        var content = tried.Outcome == AppendOutcome.Recorded ? tried.Revenue.ContentHash : tried.ExistingContent;
        if (revenue.ContentHash == content)
            return new RecordResult(RecordOutcome.Duplicate, id);
        return new RecordResult(
            RecordOutcome.ConflictingDuplicate,
            id,
            new Rejection(RejectionReason.ConflictingDuplicate, "id", "The id is in the ledger already, with other content."));
    }
}
