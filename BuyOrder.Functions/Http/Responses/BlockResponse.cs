using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>The block that holds an entry, with all that its hash is taken over.</summary>
/// <param name="Number">Counts the blocks of the shard from 1.</param>
/// <param name="First">Sequence number of its first entry.</param>
/// <param name="RecordedAt">When it was written.</param>
/// <param name="Sum">Of its entries, in ZAR.</param>
/// <param name="CumulativeEntries">Of the shard, this block included.</param>
/// <param name="CumulativeTotal">Of the shard, this block included, in ZAR.</param>
/// <param name="PreviousHash">Of the block before it; zeros for the first.</param>
/// <param name="Hash">Of this block.</param>
/// <param name="EntryHashes">Of its entries, in the order of their sequence numbers.</param>
internal sealed record BlockResponse(
    long Number,
    long First,
    DateTimeOffset RecordedAt,
    Zar Sum,
    long CumulativeEntries,
    Zar CumulativeTotal,
    string PreviousHash,
    string Hash,
    IReadOnlyList<string> EntryHashes)
{
    public static BlockResponse Of(LedgerBlock block) => new(
        block.Number,
        block.First,
        block.RecordedAt,
        block.Sum,
        block.CumulativeEntries,
        block.CumulativeTotal,
        block.Previous.ToString(),
        block.Hash.ToString(),
        [.. block.EntryHashes.Select(hash => hash.ToString())]);
}
