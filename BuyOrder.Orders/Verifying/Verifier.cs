using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Verifying;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>Computes everything again from its rows, the ledger and the orders, and names the first row that does not fit.</summary>
/// <param name="store">Where the rows are.</param>
/// <param name="options">What the ledger was created with.</param>
/// <param name="time">For the budget, and the times of the result.</param>
internal sealed class Verifier(ITableStore store, LedgerOptions options, TimeProvider time)
{
    /// <summary>False for a ledger without orders.</summary>
    public bool HasOrders { get; init; } = true;

    /// <summary>Whether rows of the index of refunds that are missing are written again.</summary>
    public bool Repairs { get; init; } = true;

    /// <summary>Looks at the orders; null: only at the ledger roots that they froze.</summary>
    public OrderVerifier? Book { get; init; }

    /// <summary>All of it, and every ledger root that was frozen.</summary>
    /// <param name="verified">The newest clean verification; the ledger is held to it as to the orders.</param>
    /// <param name="record">The newest record of the orders as that verification saw it.</param>
    /// <param name="progress">Told after every page.</param>
    /// <param name="cancellation">Ends it without a result.</param>
    /// <exception cref="TableUnavailableException">The storage gives no trustworthy answer: nothing is known.</exception>
    public async Task<VerificationResult> VerifyAsync(
        FrozenLedger? verified, RecordAnchor? record, Action<VerifyProgress>? progress, CancellationToken cancellation)
    {
        var startedAt = time.GetUtcNow();
        var shards = new LedgerVerifier(store, options) { Repairs = Repairs };
        var (frozen, fault) = await FrozenLedgers.ReadAsync(HasOrders ? store.Table(OrderKeys.Table) : null, verified, cancellation);
        fault = await shards.CheckSettingsAsync(cancellation) ?? fault;
        var book = Book is null || fault is not null ? OrderVerdict.Empty : await Book.VerifyAsync(record, cancellation);
        fault ??= book.Fault;
        var ledger = fault is null ? await shards.VerifyAsync(frozen, progress, cancellation) : new LedgerVerdict(0, 0, 0, fault, null);
        return new VerificationResult(startedAt, time.GetUtcNow(), ledger.Entries, ledger.Blocks, ledger.Frozen, ledger.Fault, ledger.Shards)
        {
            MissingRefundRows = ledger.MissingRefundRows,
            Book = book,
        };
    }

    /// <summary>
    /// As much as a time budget allows, and at least something; the orders come last. Frozen ledger roots are left to the whole verification.
    /// </summary>
    /// <remarks>
    /// A shard that takes more than one call is compared entry by entry with its blocks; its sums (of blocks, days and head) are left to
    /// the whole verification, as they need all entries at once.
    /// </remarks>
    /// <param name="from">Where the part before it ended.</param>
    /// <param name="budget">How long it may take.</param>
    /// <param name="record">The newest record of the orders as the newest clean verification saw it.</param>
    /// <param name="cancellation">Ends it without a result.</param>
    public async Task<VerificationPart> VerifyPartAsync(
        VerificationPosition from, TimeSpan budget, RecordAnchor? record, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var shards = new LedgerVerifier(store, options) { Repairs = Repairs };
        bool IsOver() => time.GetElapsedTime(began) >= budget;
        var (entries, blocks) = (0L, 0L);
        if (from == VerificationPosition.Start && await shards.CheckSettingsAsync(cancellation) is { } settings)
            return new VerificationPart(0, 0, settings, null);
        for (var at = from; ;)
        {
            if (at.IsOrders)
            {
                if (Book is null)
                    return new VerificationPart(entries, blocks, null, null) { Book = OrderVerdict.Empty };
                var (book, id) = await Book.VerifyPartAsync(at.Book, record, IsOver, cancellation);
                return new VerificationPart(entries, blocks, book?.Fault, book is null ? VerificationPosition.OrdersOf(id) : null) { Book = book };
            }

            var verdict = await shards.VerifyShardAsync(at.Shard, at.Bucket, IsOver, cancellation);
            (entries, blocks) = (entries + verdict.Entries, blocks + verdict.Blocks);
            var fault = verdict.Fault ?? verdict.IndexFault;
            var isLast = verdict.Paused is null && at.Shard + 1 == options.ShardCount;
            if (fault is not null || (isLast && Book is null))
                return new VerificationPart(entries, blocks, fault, null);
            at = isLast ? VerificationPosition.Orders : verdict.Paused is { } bucket ? at with { Bucket = bucket } : new VerificationPosition(at.Shard + 1, 0);
            if (IsOver())
                return new VerificationPart(entries, blocks, null, at);
        }
    }
}
