using System.Globalization;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Ledger.Verifying;

/// <summary>The ledger as it was frozen by an order at its reservation, or by an earlier verification.</summary>
/// <param name="Partition">Of the row that holds it.</param>
/// <param name="RowKey">Of that row.</param>
/// <param name="Root">Ledger root, lower-case hex.</param>
/// <param name="TotalCents">Total revenue then.</param>
/// <param name="Entries">Of each shard then, in shard order.</param>
internal sealed record FrozenLedger(string Partition, string RowKey, string Root, long TotalCents, IReadOnlyList<long> Entries)
{
    /// <summary>Compares it with the verified ledger; the first difference, or null.</summary>
    /// <param name="shards">Each with its state at the cut-offs that are the end of a block, in shard order.</param>
    public LedgerFault? Check(IReadOnlyList<ShardVerdict> shards)
    {
        if (Entries.Count != shards.Count)
            return Fault("cutOff", $"{Entries.Count} shards", $"{shards.Count} shards", "the ledger has that many");
        var stands = new List<ShardCutOff>();
        for (var shard = 0; shard < shards.Count; shard++)
        {
            if (Entries[shard] == 0)
                stands.Add(new ShardCutOff(shard, 0, 0, Domain.Money.Zar.Zero, default));
            else if (shards[shard].Frozen.TryGetValue(Entries[shard], out var stand))
                stands.Add(stand);
            else
                return Unknown(shard, shards[shard].Stand!.Entries);
        }
        var root = RevenueHashes.LedgerRoot(stands).ToString();
        if (root != Root)
            return Fault("ledgerRoot", Root, root, "the ledger up to its cut-off gives that");
        var total = stands.Sum(stand => stand.Total.Cents);
        return total == TotalCents ? null : Fault("revenueTotalCents", TotalCents, total, "the ledger up to its cut-off gives that");
    }

    private LedgerFault Unknown(int shard, long entries)
    {
        var partition = LedgerKeys.Partition(shard);
        return Entries[shard] > entries
            ? Fault("cutOff", $"{Entries[shard]} entries in shard {partition}", $"{entries} at most", "the shard has lost entries since, or the cut-off was changed")
            : Fault("cutOff", $"{Entries[shard]} entries in shard {partition}", "the end of a block", "no block ends there");
    }

    private LedgerFault Fault(string property, object found, object expected, string why) =>
        LedgerFault.Value(Partition, RowKey, property, found, expected, why);

    /// <summary>What a row says; null when it says nothing of the kind.</summary>
    public static FrozenLedger? Read(TableRow row)
    {
        if (row.Values["ledgerRoot"] is not string root || row.Values["revenueTotalCents"] is not long total || row.Values["cutOff"] is not string cutOff)
            return null;
        var entries = new List<long>();
        foreach (var text in cutOff.Split(','))
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                return null;
            entries.Add(count);
        }
        return new FrozenLedger(row.Partition, row.Key, root, total, entries);
    }
}
