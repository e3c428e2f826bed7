using BuyOrder.Domain.Revenue;

namespace BuyOrder.Ledger.Reading;

/// <summary>Walks the entries of one shard from newest to oldest, without reading the entries themselves.</summary>
/// <param name="reader">Of the shard.</param>
/// <param name="from">Blocks recorded before are not walked; null = no limit.</param>
/// <param name="after">Entries with this sequence number and below are not walked.</param>
internal sealed class ShardCursor(ShardReader reader, DateTimeOffset? from, long after = 0)
{
    /// <summary>Blocks per query: about 13 KB at their largest, and mostly all that a page of a listing needs.</summary>
    private const int BlocksPerRead = 4;

    private const int LargestRead = 100;

    private readonly Queue<LedgerBlock> blocks = new();
    private bool more = true;
    private int readSize = BlocksPerRead;

    public ShardReader Reader => reader;

    /// <summary>Entries with this sequence number and above are done.</summary>
    public long Below { get; private set; } = long.MaxValue;

    /// <summary>Recording time of the next entry; null at the end.</summary>
    public DateTimeOffset? RecordedAt => Below > after + 1 && blocks.TryPeek(out var block) ? block.RecordedAt : null;

    /// <summary>Starts below a sequence number.</summary>
    public async Task StartAsync(long below, CancellationToken cancellation)
    {
        Below = below;
        more = below > after + 1;
        await FillAsync(cancellation);
    }

    /// <summary>The key hash of the next entry, which is done then. Only while <see cref="RecordedAt"/> is not null.</summary>
    public async Task<Sha256Hash> TakeAsync(CancellationToken cancellation)
    {
        var block = blocks.Peek();
        Below = Math.Min(Below, block.First + block.KeyHashes.Count) - 1;
        var hash = block.KeyHashes[(int)(Below - block.First)];
        if (Below == block.First)
        {
            blocks.Dequeue();
            await FillAsync(cancellation);
        }
        return hash;
    }

    private async Task FillAsync(CancellationToken cancellation)
    {
        if (blocks.Count > 0 || !more)
            return;
        var (read, left) = await reader.BlocksDownFromAsync(Below - 1, readSize, cancellation);
        readSize = Math.Min(LargestRead, readSize * 2);
        more = left;
        foreach (var block in read)
        {
            if (block.RecordedAt < from)
            {
                more = false;
                break;
            }
            blocks.Enqueue(block);
            if (block.First <= after + 1)
            {
                more = false;
                break;
            }
        }
    }
}
