using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Reading;
using BuyOrder.Ledger.Refunds;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Verifying;

/// <summary>Writes the rows of the index of refunds that a verification has missed, from the entries.</summary>
internal static class RefundIndexRepair
{
    /// <summary>For each shard and verification; the next one goes on.</summary>
    public const int MaxRows = 10_000;

    /// <summary>How many were written.</summary>
    public static async Task<int> RunAsync(ITable table, int shard, IReadOnlyList<long> missing, CancellationToken cancellation)
    {
        var reader = new ShardReader(table, shard);
        var refunds = new List<LedgerEntry>();
        foreach (var sequence in missing.Take(MaxRows))
        {
            if (await reader.BlockAtAsync(sequence, cancellation) is { } block && block.CumulativeEntries >= sequence
                && await reader.EntryAsync(block.KeyHashes[(int)(sequence - block.First)], cancellation) is { Revenue.Message.RefundOf: not null } refund)
                refunds.Add(refund);
        }
        await RefundRows.InsertMissingAsync(table, LedgerKeys.Partition(shard), refunds, cancellation);
        return refunds.Count;
    }
}
