using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Messages;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Ledger.Writing;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Intake;

/// <summary>Turns raw messages into entries of the ledger or rejected revenue.</summary>
internal sealed class RevenueIntake(
    RevenueLedger ledger, RejectedRevenue rejected, ExchangeRates rates, LimitsInForce limits, TimeProvider time)
{
    private readonly RevenueJudge judge = new(ledger, rates, limits, time);

    /// <summary>Judges messages and stores nothing.</summary>
    /// <exception cref="TableUnavailableException">The storage cannot tell just now.</exception>
    public Task<IReadOnlyList<RevenueReading>> ReadAsync(IEnumerable<ReadOnlyMemory<byte>> bodies, CancellationToken cancellation) =>
        judge.ReadAsync(bodies, isAccepted: false, cancellation);

    /// <summary>The same for messages that an operator accepts against the plausibility limits.</summary>
    /// <exception cref="TableUnavailableException">The storage cannot tell just now.</exception>
    public Task<IReadOnlyList<RevenueReading>> ReadAcceptedAsync(IEnumerable<ReadOnlyMemory<byte>> bodies, CancellationToken cancellation) =>
        judge.ReadAsync(bodies, isAccepted: true, cancellation);

    /// <summary>Records all messages: each result is an entry, a duplicate or rejected revenue, durably, in the order of the messages.</summary>
    /// <exception cref="TableUnavailableException">Some may be recorded, some not: the same messages must be delivered again.</exception>
    public async Task<IReadOnlyList<RecordResult>> RecordAsync(IReadOnlyList<IncomingRevenue> messages, CancellationToken cancellation)
    {
        var append = new RevenueAppend(ledger);
        try
        {
            foreach (var portion in messages.Chunk(Math.Max(1, ledger.PortionOf(messages.Count))))
                append.Start(await ReadAsync(portion.Select(message => message.Body), cancellation), cancellation);
        }
        finally
        {
            // Nothing goes on writing after the answer, be it a failure.
            await append.WaitAsync();
        }
        return await KeepRefusedAsync(messages, append.Results(), cancellation);
    }

    /// <summary>The same for messages that were judged just now.</summary>
    public async Task<IReadOnlyList<RecordResult>> RecordAsync(
        IReadOnlyList<IncomingRevenue> messages, IReadOnlyList<RevenueReading> readings, CancellationToken cancellation) =>
        await KeepRefusedAsync(messages, await AppendAsync(readings, cancellation), cancellation);

    /// <summary>Puts into the ledger what can be, and keeps nothing of the rest.</summary>
    /// <exception cref="TableUnavailableException">Some may be recorded, some not; appending them again is safe.</exception>
    internal async Task<IReadOnlyList<RecordResult>> AppendAsync(IReadOnlyList<RevenueReading> readings, CancellationToken cancellation)
    {
        var append = new RevenueAppend(ledger);
        append.Start(readings, cancellation);
        await append.WaitAsync();
        return append.Results();
    }

    private async Task<IReadOnlyList<RecordResult>> KeepRefusedAsync(
        IReadOnlyList<IncomingRevenue> messages, IReadOnlyList<RecordResult> results, CancellationToken cancellation)
    {
        var refused = messages.Zip(results)
            .Where(pair => pair.Second.Rejection is not null)
            .Select(pair => new RefusedMessage(pair.First, pair.Second.Id, pair.Second.Rejection!));
        await rejected.KeepAsync([.. refused], cancellation);
        return results;
    }
}

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
            if (reading is not RevenueReading.Recordable { Revenue: var revenue, IsRefundBeyond: var isBeyond })
                continue;
            var entry = new PendingEntry(revenue, isBeyond);
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
        RevenueReading.Recordable { Revenue: var revenue } => Result(revenue, pending[revenue.Message.Id]),
        RevenueReading.Repeat { Message: var message, Existing: var content } => Repeat(message.Id, RevenueHashes.Content(message), content),
        RevenueReading.Rejected rejected => new RecordResult(RecordOutcome.Rejected, rejected.Message?.Id, rejected.Rejection),
        _ => throw new InvalidOperationException($"{reading} is no reading."),
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

/// <summary>What became of one message; the rejection is set for <see cref="RecordOutcome.Rejected"/> and conflicting duplicates.</summary>
internal sealed record RecordResult(RecordOutcome Outcome, string? Id, Rejection? Rejection = null)
{
    public string? Reason => Rejection?.Reason;

    public string? Member => Rejection?.Member;

    public string? Detail => Rejection?.Detail;
}

/// <summary>What became of a message.</summary>
internal enum RecordOutcome
{
    Unknown = 0,

    /// <summary>It is an entry of the ledger now.</summary>
    Recorded,

    /// <summary>The same message is an entry already.</summary>
    Duplicate,

    /// <summary>Its id is an entry with other content: kept as rejected revenue, the entry stays as it is.</summary>
    ConflictingDuplicate,

    /// <summary>It can never become an entry: kept as rejected revenue.</summary>
    Rejected,
}
