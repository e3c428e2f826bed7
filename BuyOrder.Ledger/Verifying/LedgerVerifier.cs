using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Ledger.Verifying;

/// <summary>Computes the ledger again from its rows and names the first block or row that does not fit (docs/ledger-format.md).</summary>
/// <remarks>
/// Changes nothing, but for rows of the index of refunds that are missing, and may run at any time, beside any number of writers
/// (<see cref="ShardScan"/> says why that is right). One shard after another: memory is 32 bytes for each entry of one shard, 56 for each of its
/// blocks, a few hundred for each business day, and some pages.
/// </remarks>
/// <param name="store">Where the ledger is.</param>
/// <param name="options">What it was created with.</param>
internal sealed class LedgerVerifier(ITableStore store, LedgerOptions options)
{
    /// <summary>
    /// A fault counts when two looks in a row see the same: a storage that shows half of a transaction for a moment, as an emulator does,
    /// raises no alarm. At most this many looks.
    /// </summary>
    private const int MaxLooks = 5;

    private readonly ITable table = store.Table(LedgerKeys.Table);
    private readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(options.BusinessTimeZone);

    /// <summary>Whether rows of the index of refunds that are missing are written again.</summary>
    public bool Repairs { get; init; } = true;

    /// <summary>The row of the ledger's settings; null when it fits.</summary>
    public Task<LedgerFault?> CheckSettingsAsync(CancellationToken cancellation) => MetaCheck.RunAsync(table, options, cancellation);

    /// <summary>All shards, and every ledger root that was frozen of them.</summary>
    /// <param name="frozen">Read before this is called, so that every cut-off lies at or before where its shard will stand.</param>
    /// <param name="progress">Told after every page.</param>
    /// <param name="cancellation">Ends it without a result.</param>
    /// <exception cref="TableUnavailableException">The storage gives no trustworthy answer: nothing is known.</exception>
    public async Task<LedgerVerdict> VerifyAsync(
        IReadOnlyList<FrozenLedger> frozen, Action<VerifyProgress>? progress, CancellationToken cancellation)
    {
        LedgerFault? fault = null;
        var shards = new List<ShardVerdict>();
        var (entries, blocks) = (0L, 0L);
        for (var shard = 0; shard < options.ShardCount && fault is null; shard++)
        {
            var verdict = await LookAsync(
                new ShardTask(shard, options.ShardCount, zone)
                {
                    CutOffs = frozen.Where(each => each.Entries.Count > shard).Select(each => each.Entries[shard]).ToHashSet(),
                    Progress = Telling(progress, shard, entries, blocks),
                },
                cancellation);
            shards.Add(verdict);
            if (Repairs && verdict.Fault is null)
                await RefundIndexRepair.RunAsync(table, shard, verdict.MissingRefundRows, cancellation);
            (entries, blocks, fault) = (entries + verdict.Entries, blocks + verdict.Blocks, verdict.Fault);
        }

        var checkedRoots = 0;
        for (; checkedRoots < frozen.Count && fault is null; checkedRoots++)
            fault = frozen[checkedRoots].Check(shards);

        // The index proves nothing: what it contradicts is told only when all else fits.
        fault ??= shards.Select(shard => shard.IndexFault).FirstOrDefault(found => found is not null);
        return new LedgerVerdict(entries, blocks, checkedRoots, fault, fault is null ? [.. shards.Select(shard => shard.Stand!)] : null)
        {
            MissingRefundRows = shards.Sum(shard => shard.MissingRefundRows.Count),
        };
    }

    /// <summary>One shard from a part of its key order on, until the time is over; frozen ledger roots are left out.</summary>
    public Task<ShardVerdict> VerifyShardAsync(int shard, int fromBucket, Func<bool> isOver, CancellationToken cancellation) =>
        LookAsync(new ShardTask(shard, options.ShardCount, zone) { FromBucket = fromBucket, Deadline = isOver }, cancellation);

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

/// <summary>What a verification of all shards has come to.</summary>
/// <param name="Entries">That fit.</param>
/// <param name="Blocks">That fit.</param>
/// <param name="Frozen">Frozen ledger roots that were computed again and fit.</param>
/// <param name="Fault">Null when all fits.</param>
/// <param name="Shards">The state of each shard; null with a fault.</param>
internal sealed record LedgerVerdict(long Entries, long Blocks, int Frozen, LedgerFault? Fault, IReadOnlyList<ShardCutOff>? Shards)
{
    /// <summary>Refunds that had no row in the index of refunds.</summary>
    public int MissingRefundRows { get; init; }
}

/// <summary>How far a verification has come: what is done of the whole ledger, and the shard at hand.</summary>
internal sealed record VerifyProgress(int Shard, int ShardCount, long Entries, long Blocks);
