using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Writing;

/// <summary>Puts pending revenue into one shard, in as many transactions as it takes.</summary>
/// <remarks>
/// Optimistic: a batch is built from the remembered rows and simply tried. Callers in this process take turns; other instances are
/// met at the head's ETag. After anything but a clear answer the memory is dropped: the batch may have been applied.
/// </remarks>
internal sealed class ShardWriter(ITable table, int shard, Zar capacity, AdaptiveConcurrency crowd, TimeProvider time) : IDisposable
{
    private const int MaxParallelReads = 16;

    private readonly string partition = LedgerKeys.Partition(shard);
    private readonly ShardMemory memory = new(table, LedgerKeys.Partition(shard));
    private readonly SemaphoreSlim turn = new(1);

    /// <summary>Returns when every element has an outcome.</summary>
    /// <param name="pending">Distinct ids of this shard.</param>
    /// <param name="cancellation">Ends the writing; what was applied stays.</param>
    /// <exception cref="TableUnavailableException">No trustworthy answer, or other writers were always faster.</exception>
    public async Task AppendAsync(IReadOnlyList<PendingEntry> pending, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        var done = false;
        try
        {
            await crowd.EnterAsync(cancellation);
            try
            {
                await WriteAsync(pending, cancellation);
                done = true;
            }
            finally
            {
                crowd.Leave();
            }
        }
        finally
        {
            if (!done)
                memory.Forget();
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    /// <remarks>
    /// A refused writer keeps its place and tries the same shard again: all go round the shards in one order, and so it follows the faster
    /// one instead of meeting it again in the next shard.
    /// </remarks>
    private async Task WriteAsync(IReadOnlyList<PendingEntry> pending, CancellationToken cancellation)
    {
        var contention = new ConflictBackoff($"Shard {partition}", time);
        if (crowd.IsCrowded)
            memory.Forget();
        for (var remaining = pending; remaining.Count > 0; remaining = [.. remaining.Where(item => item.IsOpen)])
        {
            if (await TryWriteAsync(remaining, cancellation))
            {
                crowd.Succeeded();
                contention.Reset();
            }
            else
            {
                await contention.PauseAsync(crowd.Refused(), cancellation);
            }
        }
    }

    /// <summary>One transaction, or what its refusal teaches; true when something has got its outcome for good.</summary>
    private async Task<bool> TryWriteAsync(IReadOnlyList<PendingEntry> remaining, CancellationToken cancellation)
    {
        var candidates = remaining.Take(BatchFill.MaxEntries).ToArray();
        await memory.LoadAsync(candidates.Select(item => item.Revenue.Day).Distinct(), cancellation);
        var count = BatchFill.Count(memory, candidates, capacity);
        if (count == 0)
        {
            candidates[0].Refused();
            return true;
        }

        var chosen = candidates[..count];
        var batch = ShardBatch.Build(memory, chosen, time.GetUtcNow());
        var result = await table.SubmitAsync(partition, batch.Writes, cancellation);
        if (result.Applied)
        {
            batch.Applied(memory, result.ETags);
            foreach (var item in chosen)
                item.Recorded();
            return true;
        }
        if (result.Failure == BatchFailure.AlreadyExists && batch.IsEntry(result.FailedIndex))
            return await FindExistingAsync(remaining, cancellation);
        if (batch.RefundAt(result.FailedIndex) is { } refund)
            return await FindStrayAsync(refund, cancellation);

        memory.Forget();
        return false;
    }

    /// <summary>
    /// A row of the index is there for a refund that is not in the ledger: it proves nothing, and the refund counts. It is replaced
    /// as it is now. False where it changes all the time.
    /// </summary>
    private async Task<bool> FindStrayAsync(PendingEntry refund, CancellationToken cancellation)
    {
        var revenue = refund.Revenue;
        var key = LedgerKeys.Refund(RevenueHashes.Id(revenue.Message.RefundOf!), revenue.IdHash);
        var before = refund.StrayIndexETag;
        refund.MetStrayIndex((await table.ReadAsync(partition, key, cancellation))?.ETag);
        return refund.StrayIndexETag != before;
    }

    /// <summary>Looks up all ids that are left, so that one rebuilt batch is enough; false when none of them is there.</summary>
    private async Task<bool> FindExistingAsync(IReadOnlyList<PendingEntry> remaining, CancellationToken cancellation)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxParallelReads, CancellationToken = cancellation };
        await Parallel.ForEachAsync(remaining, options, async (item, token) =>
        {
            if (await table.ReadAsync(partition, LedgerKeys.Entry(item.Revenue.IdHash), token) is { } row)
                item.FoundExisting(EntryRow.ContentHash(row));
        });
        return remaining.Any(item => item.Outcome == AppendOutcome.AlreadyThere);
    }
}

internal enum AppendOutcome
{
    Unknown = 0,

    /// <summary>An entry was written.</summary>
    Recorded,

    /// <summary>The id is an entry already; it may have this content or other.</summary>
    AlreadyThere,

    /// <summary>The entry would take the shard past its capacity.</summary>
    LedgerFull,
}
