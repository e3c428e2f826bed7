using System.Globalization;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;
using BuyOrder.Ledger.Rows;
using BuyOrder.Ledger.Verifying;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>
/// Whether an archived root is a state that the ledger and the orders have passed through. It rests on a whole verification that has just
/// found no fault: the newest blocks and records stand for all before them.
/// </summary>
/// <param name="store">Where the rows are.</param>
/// <param name="shardCount">Of the ledger.</param>
internal sealed class ArchivedRootCheck(ITableStore store, int shardCount)
{
    private readonly ITable ledger = store.Table(LedgerKeys.Table);

    /// <summary>False for a ledger without orders.</summary>
    public bool HasOrders { get; init; } = true;

    /// <summary>One query for each shard, one point read for the record.</summary>
    /// <exception cref="TableUnavailableException">The storage gives no trustworthy answer: nothing is known.</exception>
    public async Task<ArchivedRootVerdict> CheckAsync(ArchivedRoot root, CancellationToken cancellation)
    {
        if (root.Shards.Count != shardCount)
            return new(LedgerFault.Value(LedgerKeys.MetaPartition, LedgerKeys.Meta, "shardCount", shardCount, root.Shards.Count, Says(root)));
        foreach (var stand in root.CutOffs.Where(stand => stand.Entries > 0))
        {
            if (await ShardAsync(root, stand, cancellation) is { } fault)
                return new(fault);
        }

        return root.Record is { } record ? await RecordAsync(root, record, cancellation) : new(Fault: null);
    }

    private async Task<LedgerFault?> ShardAsync(ArchivedRoot root, ShardCutOff stand, CancellationToken cancellation)
    {
        var partition = LedgerKeys.Partition(stand.Shard);

        // The newest block comes first in key order: this is the last one that begins at that entry or before it.
        var key = LedgerKeys.Block(stand.Entries);
        var query = new TableQuery(partition, key, LedgerKeys.AfterBlocks, 1);
        if (await FirstAsync(ledger, query, _ => true, cancellation) is not { } row)
            return LedgerFault.Missing(partition, key, Says(root));
        if (BlockCheck.Check(row, out var block) is { } fault)
            return fault;
        if (block!.CumulativeEntries != stand.Entries)
            return LedgerFault.Value(row, "cumulativeEntries", block.CumulativeEntries, stand.Entries, Says(root));
        if (block.Hash != stand.HeadHash)
            return LedgerFault.Value(row, "hash", block.Hash.ToArray(), stand.HeadHash.ToArray(), Says(root));
        if (block.Number != stand.Blocks)
            return LedgerFault.Value(row, "number", block.Number, stand.Blocks, Says(root));
        return block.CumulativeTotal == stand.Total
            ? null
            : LedgerFault.Value(row, "cumulativeCents", block.CumulativeTotal.Cents, stand.Total.Cents, Says(root));
    }

    private async Task<ArchivedRootVerdict> RecordAsync(ArchivedRoot root, VerificationReport.RecordPart record, CancellationToken cancellation)
    {
        var key = OrderKeys.Record(record.Number);
        var missing = LedgerFault.Missing(OrderKeys.Partition, key, Says(root));
        if (!HasOrders)
            return new(missing);
        var orders = store.Table(OrderKeys.Table);
        var found = await RecordRow.FindAsync(orders, record.Number, cancellation);
        if (found?.Hash == record.Hash)
            return new(Fault: null);

        // Where an operator had the records restarted, those before are what was broken, and are held to nothing any more.
        var later = new TableQuery(OrderKeys.Partition, OrderKeys.RecordPrefix, key, TableLimits.MaxPageSize);
        if (await FirstAsync(orders, later, row => RecordRow.Read(row.Values).Event == RecordEvent.Restarted, cancellation) is not null)
            return new(Fault: null) { IsRecordCompared = false };
        return new(found is null
            ? missing
            : LedgerFault.Value(OrderKeys.Partition, key, RecordRow.HashColumn, found.Hash, record.Hash, Says(root)));
    }

    private static async Task<TableRow?> FirstAsync(ITable table, TableQuery query, Func<TableRow, bool> isSought, CancellationToken cancellation)
    {
        await foreach (var page in RowPages.ReadAsync(table, query, cancellation))
        {
            if (page.FirstOrDefault(isSought) is { } row)
                return row;
        }

        return null;
    }

    private static string Says(ArchivedRoot root) => string.Create(CultureInfo.InvariantCulture, $"the archived root {root.Name} says that");
}

/// <summary>What came of comparing an archived root.</summary>
/// <param name="Fault">The first thing that is no longer as it says; null when all is.</param>
internal sealed record ArchivedRootVerdict(LedgerFault? Fault)
{
    /// <summary>False where its record is from before a restart of the records, and is gone or another.</summary>
    public bool IsRecordCompared { get; init; } = true;
}
