using BuyOrder.Domain.Revenue;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Rows;

/// <summary>Row <c>head</c> of a shard.</summary>
internal static class HeadRow
{
    public static RowValues Write(ShardHead head)
    {
        var values = new RowValues
        {
            ["entries"] = head.Entries,
            ["blocks"] = head.Blocks,
            ["cents"] = head.Totals.Total.Cents,
            ["hash"] = head.Hash.ToArray(),
            ["recordedAt"] = head.RecordedAt,
            ["refundsBeyond"] = head.RefundsBeyond == 0 ? null : head.RefundsBeyond,
        };
        TotalsText.Write(values, head.Totals);
        return values;
    }

    /// <summary>The head that a row holds; the empty head when there is no row.</summary>
    /// <exception cref="InvalidDataException">The row contradicts itself.</exception>
    public static ShardHead Read(TableRow? row)
    {
        if (row is null)
            return ShardHead.Empty;
        var values = row.Values;
        var totals = TotalsText.Read(values);
        if (totals.Total.Cents != values.Int64("cents") || totals.Entries != values.Int64("entries"))
            throw new InvalidDataException($"The head of shard {row.Partition} does not add up.");
        return new ShardHead(
            values.Int64("entries"), values.Int64("blocks"), totals, new Sha256Hash(values.Binary("hash")), values.Time("recordedAt"))
        {
            RefundsBeyond = values.Int64OrNull("refundsBeyond") ?? 0,
        };
    }
}
