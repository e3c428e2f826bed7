using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Reading;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Ledger.Verifying;

/// <summary>Two rows of a shard contradict each other: reads the other evidence and names the one that is wrong.</summary>
internal sealed class ShardDiagnosis(ITable table, int shard)
{
    private readonly ShardReader reader = new(table, shard);
    private readonly string partition = LedgerKeys.Partition(shard);

    /// <summary>An entry is not what its block names at its place.</summary>
    public async Task<LedgerFault> OfEntryAsync(
        TableRow row, LedgerEntry entry, Sha256Hash entryHash, ShardChain chain, CancellationToken cancellation)
    {
        if (await reader.BlockAtAsync(entry.Sequence, cancellation) is not { } block || block.CumulativeEntries < entry.Sequence)
            return LedgerFault.Row(row, $"no block has its sequence number {entry.Sequence} any more");
        var key = LedgerKeys.Block(block.First);
        var place = (int)(entry.Sequence - block.First);
        var (namedEntry, namedKey) = (block.EntryHashes[place], block.KeyHashes[place]);

        // A newest block whose hash is not the head's is confirmed by nothing.
        if (chain.IsHeadHashInDoubt && block.CumulativeEntries == chain.Newest && block.KeyHashes.Contains(entry.Revenue.IdHash))
        {
            return LedgerFault.Value(
                partition, key, "entryHashes", namedEntry.ToArray(), entryHash.ToArray(), $"the hash of entry {entry.Sequence}, and the head has another block hash");
        }
        if (namedKey == entry.Revenue.IdHash)
            return LedgerFault.Row(row, $"its fields have the hash {entryHash}, but its block {key} says {namedEntry}");
        return namedEntry == entryHash
            ? LedgerFault.Value(partition, key, "keyHashes", namedKey.ToArray(), entry.Revenue.IdHash.ToArray(), $"entry {entry.Sequence} has that key")
            : LedgerFault.Value(row, "sequence", entry.Sequence, "another place, or none", $"block {key} has row {LedgerKeys.Entry(namedKey)} there");
    }

    /// <summary>No row was the entry with this sequence number.</summary>
    public async Task<LedgerFault> OfMissingAsync(long sequence, ShardChain chain, CancellationToken cancellation)
    {
        if (await reader.BlockAtAsync(sequence, cancellation) is not { } block || block.CumulativeEntries < sequence)
            return LedgerFault.Missing(partition, LedgerKeys.Block(sequence), $"entry {sequence} had a block a moment ago");
        var key = LedgerKeys.Entry(block.KeyHashes[(int)(sequence - block.First)]);
        if (chain.IsHeadHashInDoubt && block.CumulativeEntries == chain.Newest)
        {
            return LedgerFault.Value(
                partition, LedgerKeys.Block(block.First), "keyHashes", key, "the key of a row", $"there is no entry {sequence}, and the head has another block hash");
        }
        return LedgerFault.Missing(partition, key, $"block {LedgerKeys.Block(block.First)} has it as entry {sequence}");
    }

    /// <summary>There are blocks past the head: either they are forged, or the head was put back.</summary>
    public async Task<LedgerFault> OfBeyondAsync(
        TableRow? headRow, ShardChain chain, TableRow oldest, TableRow newest, CancellationToken cancellation)
    {
        var block = BlockRow.Read(oldest);
        var goesOn = block.First == chain.Newest + 1 && block.Previous == chain.NewestHash;
        if (!goesOn || !await IsBorneOutAsync(block, cancellation))
            return LedgerFault.Row(oldest, "it lies past the head, and no entries confirm it");
        return headRow is null
            ? LedgerFault.Missing(partition, LedgerKeys.Head, "the shard has blocks and entries")
            : LedgerFault.Value(headRow, "entries", headRow.Values["entries"], BlockRow.Read(newest).CumulativeEntries, $"block {newest.Key} ends there");
    }

    private async Task<bool> IsBorneOutAsync(LedgerBlock block, CancellationToken cancellation)
    {
        try
        {
            return await reader.EntryAsync(block.KeyHashes[0], cancellation) is { } entry
                && entry.Sequence == block.First
                && RevenueHashes.Entry(entry) == block.EntryHashes[0];
        }
        catch (InvalidDataException)
        {
            // A row that is no entry confirms nothing.
            return false;
        }
    }
}
