using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Ledger.Verifying;

/// <summary>
/// Blocks and entries that lie past the head: written since it was read, or forged. Each was written together with a head that counts it,
/// so a head that is read after all of them counts every one.
/// </summary>
internal sealed class UncountedRows(ITable table, int shard, ShardDiagnosis diagnosis)
{
    private TableRow? newestBlock;
    private TableRow? oldestBlock;
    private TableRow? farthestEntry;
    private long farthestSequence;

    /// <summary>Takes the next row that lies before the newest block in key order; its fault, or null.</summary>
    public LedgerFault? AddBlock(TableRow row)
    {
        if (!row.Key.StartsWith(LedgerKeys.BlockPrefix, StringComparison.Ordinal))
            return LedgerFault.Row(row, "a shard has no such row");
        if (BlockCheck.Check(row, out _) is { } fault)
            return fault;
        newestBlock ??= row;
        oldestBlock = row;
        return null;
    }

    /// <summary>Takes an entry that no block holds.</summary>
    public void AddEntry(TableRow row, long sequence)
    {
        if (sequence > farthestSequence)
            (farthestEntry, farthestSequence) = (row, sequence);
    }

    /// <summary>Call after the last row.</summary>
    /// <param name="chain">The blocks up to the head.</param>
    /// <param name="counted">Entries of the head that was read before the blocks.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<LedgerFault?> CheckAsync(ShardChain chain, long counted, CancellationToken cancellation)
    {
        var partition = LedgerKeys.Partition(shard);
        if (newestBlock is not null || farthestEntry is not null)
        {
            var row = await table.ReadAsync(partition, LedgerKeys.Head, cancellation);
            if (HeadCheck.Check(row, out var after) is { } fault)
                return fault;
            if (newestBlock is not null && BlockRow.Read(newestBlock).CumulativeEntries > after.Entries)
                return await diagnosis.OfBeyondAsync(row, chain, oldestBlock!, newestBlock, cancellation);
            if (farthestSequence > after.Entries)
                return LedgerFault.Value(farthestEntry!, "sequence", farthestSequence, $"{after.Entries} at most", "the head counts no more entries");
        }
        return chain.Newest < counted && farthestEntry is not null
            ? LedgerFault.Missing(partition, LedgerKeys.Block(chain.Newest + 1), $"no block has entry {farthestSequence}, row {farthestEntry.Key}")
            : null;
    }
}
