using BuyOrder.Domain.Revenue;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Rows;

/// <summary>Row <c>d:{yyyy-MM-dd}</c>: what one shard earned on a business day.</summary>
internal static class DayRow
{
    public static RowValues Write(RevenueTotals totals)
    {
        var values = new RowValues { ["entries"] = totals.Entries, ["cents"] = totals.Total.Cents };
        TotalsText.Write(values, totals);
        return values;
    }

    public static RevenueTotals Read(TableRow? row) => row is null ? RevenueTotals.Empty : TotalsText.Read(row.Values);
}
