using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Orders.Verifying;
using BuyOrder.Functions.Revenue.Rows;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Revenue.Verifying;

/// <summary>Computes the whole ledger again from its rows and names the first block or row that does not fit (docs/ledger-format.md).</summary>
/// <remarks>
/// Changes nothing, but for rows of the index of refunds that are missing, and may run at any time, beside any number of writers (<see cref="ShardScan"/> says why that is right). One shard after
/// another: memory is 32 bytes for each entry of one shard, 40 more for each of its refunds, 56 for each of its blocks, a few hundred for each business
/// day, and some pages.
/// </remarks>
/// <param name="store">Where the ledger is.</param>
/// <param name="options">What it was created with.</param>
/// <param name="time">For the budget, and the times of the result.</param>
internal sealed class LedgerVerifier(ITableStore store, LedgerOptions options, TimeProvider time)
{
    /// <summary>
    /// A fault counts when two looks in a row see the same: a storage that shows half of a transaction for a moment, as an emulator does,
    /// raises no alarm. So many looks at the most.
    /// </summary>
    private const int MaxLooks = 5;

    private readonly ITable table = store.Table(LedgerKeys.Table);
    private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(options.BusinessTimeZone);

    /// <summary>False for a ledger without an order book.</summary>
    public bool HasOrders { get; init; } = true;

    /// <summary>Whether rows of the index of refunds that are missing are written again.</summary>
    public bool Repairs { get; init; } = true;

    /// <summary>Looks at the order book; null: only at the ledger roots that it froze.</summary>
    public BookVerifier? Book { get; init; }

    /// <summary>The whole ledger, and every ledger root that was frozen of it.</summary>
    /// <param name="verified">The newest clean verification; it is held to as orders are.</param>
    /// <param name="progress">Told after every page.</param>
    /// <param name="cancellation">Ends it without a result.</param>
    /// <exception cref="TableUnavailableException">The storage gives no trustworthy answer: nothing is known.</exception>
    public Task<LedgerVerification> VerifyAsync(
        FrozenLedger? verified, Action<VerifyProgress>? progress, CancellationToken cancellation) =>
        VerifyAsync(verified, null, progress, cancellation);

    /// <summary>The same with the newest record of the order book as the newest clean verification saw it.</summary>
    public async Task<LedgerVerification> VerifyAsync(
        FrozenLedger? verified, RecordAnchor? record, Action<VerifyProgress>? progress, CancellationToken cancellation)
    {
        var startedAt = time.GetUtcNow();

        // Before any shard is looked at: so every cut-off lies at or before where its shard will stand.
        var (frozen, fault) = await FrozenLedgers.ReadAsync(HasOrders ? store.Table(BookKeys.Table) : null, verified, cancellation);
        fault = await MetaCheck.RunAsync(table, options, cancellation) ?? fault;
        var book = Book is null || fault is not null ? BookVerdict.Empty : await Book.VerifyAsync(record, cancellation);
        fault ??= book.Fault;
        var shards = new List<ShardVerdict>();
        var (entries, blocks) = (0L, 0L);
        var missing = 0;
        for (var shard = 0; shard < options.ShardCount && fault is null; shard++)
        {
            var task = new ShardTask(shard, options.ShardCount, zone)
            {
                CutOffs = frozen.Where(each => each.Entries.Count > shard).Select(each => each.Entries[shard]).ToHashSet(),
                Progress = Telling(progress, shard, entries, blocks),
            };
            var verdict = await LookAsync(task, cancellation);
            shards.Add(verdict);
            missing += verdict.MissingRefundRows.Count;
            if (Repairs && verdict.Fault is null)
                await RefundIndexRepair.RunAsync(table, shard, verdict.MissingRefundRows, cancellation);
            (entries, blocks, fault) = (entries + verdict.Entries, blocks + verdict.Blocks, verdict.Fault);
        }
        var checkedRoots = 0;
        for (; checkedRoots < frozen.Count && fault is null; checkedRoots++)
            fault = frozen[checkedRoots].Check(shards);

        // The index proves nothing: what it contradicts is told only when all else fits.
        fault ??= shards.Select(shard => shard.IndexFault).FirstOrDefault(found => found is not null);
        return new LedgerVerification(
            startedAt,
            time.GetUtcNow(),
            entries,
            blocks,
            checkedRoots,
            fault,
            fault is null ? [.. shards.Select(shard => shard.Stand!)] : null)
        {
            MissingRefundRows = missing,
            Book = book,
        };
    }

    /// <summary>As much as a time budget allows, and at least something. Frozen ledger roots are left to the whole verification.</summary>
    /// <remarks>
    /// A shard that takes more than one call is compared entry by entry with its blocks; its sums (of blocks, days and head) are left to
    /// the whole verification, as they need all entries at once.
    /// </remarks>
    public Task<LedgerPart> VerifyPartAsync(LedgerPosition from, TimeSpan budget, CancellationToken cancellation) =>
        VerifyPartAsync(from, budget, null, cancellation);

    /// <summary>The same with the newest record of the order book as the newest clean verification saw it. The book comes last.</summary>
    public async Task<LedgerPart> VerifyPartAsync(LedgerPosition from, TimeSpan budget, RecordAnchor? record, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        bool IsOver() => time.GetElapsedTime(began) >= budget;
        var (entries, blocks) = (0L, 0L);
        if (from == LedgerPosition.Start && await MetaCheck.RunAsync(table, options, cancellation) is { } meta)
            return new LedgerPart(0, 0, meta, null);
        for (var at = from; ;)
        {
            if (at.IsOrders)
            {
                if (Book is null)
                    return new LedgerPart(entries, blocks, null, null) { Book = BookVerdict.Empty };
                var (book, id) = await Book.VerifyPartAsync(at.Book, record, IsOver, cancellation);
                return new LedgerPart(entries, blocks, book?.Fault, book is null ? LedgerPosition.OrdersOf(id) : null) { Book = book };
            }

            var task = new ShardTask(at.Shard, options.ShardCount, zone) { FromBucket = at.Bucket, Deadline = IsOver };
            var verdict = await LookAsync(task, cancellation);
            (entries, blocks) = (entries + verdict.Entries, blocks + verdict.Blocks);
            var fault = verdict.Fault ?? verdict.IndexFault;
            var isLast = verdict.Paused is null && at.Shard + 1 == options.ShardCount;
            if (fault is not null || (isLast && Book is null))
                return new LedgerPart(entries, blocks, fault, null);
            at = isLast ? LedgerPosition.Orders : verdict.Paused is { } bucket ? at with { Bucket = bucket } : new LedgerPosition(at.Shard + 1, 0);
            if (IsOver())
                return new LedgerPart(entries, blocks, null, at);
        }
    }

    private async Task<ShardVerdict> LookAsync(ShardTask task, CancellationToken cancellation)
    {
        LedgerFault? before = null;
        for (var look = 1; ; look++)
        {
            var verdict = await LookOnceAsync(task, cancellation);
            var fault = verdict.Fault ?? verdict.IndexFault;
            if (fault is null || fault == before || look == MaxLooks)
                return verdict;
            before = fault;
        }
    }

    private async Task<ShardVerdict> LookOnceAsync(ShardTask task, CancellationToken cancellation)
    {
        try
        {
            return await new ShardScan(table, task).RunAsync(cancellation);
        }
        catch (ForeignRowException foreign)
        {
            return new ShardVerdict(0, 0, LedgerFault.Of(foreign));
        }
    }

    private Action<long, long>? Telling(Action<VerifyProgress>? progress, int shard, long entries, long blocks) => progress is null
        ? null
        : (ofShard, blocksOfShard) => progress(new VerifyProgress(shard, options.ShardCount, entries + ofShard, blocks + blocksOfShard));
}
