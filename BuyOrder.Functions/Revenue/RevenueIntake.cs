using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Revenue;

/// <summary>Turns raw messages into entries of the ledger or rejected revenue.</summary>
internal sealed class RevenueIntake(RevenueLedger ledger, RejectedRevenue rejected)
{
    /// <summary>Judges one message and stores nothing.</summary>
    public RevenueReading Read(ReadOnlyMemory<byte> body) => throw new NotSupportedException($"{ledger} {rejected} {body}");

    /// <summary>Records all messages: each result is an entry, a duplicate or rejected revenue, durably. Results are in the order of the messages.</summary>
    /// <exception cref="TableUnavailableException">Some may be recorded, some not: the same messages must be delivered again.</exception>
    public Task<IReadOnlyList<RecordResult>> RecordAsync(IReadOnlyList<IncomingRevenue> messages, CancellationToken cancellation) =>
        throw new NotSupportedException($"{messages} {cancellation}");
}
