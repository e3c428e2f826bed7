using BuyOrder.Ledger.Messages;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
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

    /// <summary>The same for messages that an operator accepts whatever the plausibility limits say.</summary>
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
            // Nothing goes on writing after the answer, whatever it is.
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
