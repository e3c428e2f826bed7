using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Writing;

namespace BuyOrder.Ledger.Intake;

/// <summary>The messages of one call on their way into the ledger, in portions, and in the end what became of each.</summary>
internal sealed class RevenueAppend(RevenueLedger ledger)
{
    private readonly Dictionary<string, PendingEntry> pending = new(StringComparer.Ordinal);
    private readonly List<RevenueReading> readings = [];
    private readonly List<Task> writing = [];

    /// <summary>Starts to write what the ledger can take.</summary>
    /// <remarks>Of each id the first message is tried; what the ledger then holds of that id decides about the others.</remarks>
    public void Start(IReadOnlyList<RevenueReading> portion, CancellationToken cancellation)
    {
        var distinct = new List<PendingEntry>(portion.Count);
        foreach (var reading in portion)
        {
            if (reading.Revenue is not { } revenue)
                continue;
            var entry = new PendingEntry(revenue, reading.IsRefundBeyond);
            if (pending.TryAdd(revenue.Message.Id, entry))
                distinct.Add(entry);
        }
        readings.AddRange(portion);
        writing.Add(ledger.AppendAsync(distinct, cancellation));
    }

    public Task WaitAsync() => Task.WhenAll(writing);

    /// <summary>In the order of the messages, once all is written.</summary>
    public IReadOnlyList<RecordResult> Results() => [.. readings.Select(Result)];

    private RecordResult Result(RevenueReading reading) => reading switch
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
