using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Ledger.Verifying;

/// <summary>The row with the ledger's settings, and that nothing lies beside it.</summary>
internal static class MetaCheck
{
    /// <summary>The first fault; null when all fits. When it was created nothing else tells.</summary>
    public static async Task<LedgerFault?> RunAsync(ITable table, LedgerOptions options, CancellationToken cancellation)
    {
        try
        {
            return await FirstAsync(table, options, cancellation);
        }
        catch (ForeignRowException foreign)
        {
            return LedgerFault.Of(foreign);
        }
    }

    private static async Task<LedgerFault?> FirstAsync(ITable table, LedgerOptions options, CancellationToken cancellation)
    {
        var found = false;
        await foreach (var page in RowPages.ReadAsync(table, new TableQuery(LedgerKeys.MetaPartition), cancellation))
        {
            foreach (var row in page)
            {
                if (row.Key != LedgerKeys.Meta)
                    return LedgerFault.Row(row, "there is no such setting");
                found = true;
                if (Check(row, options) is { } fault)
                    return fault;
            }
        }
        return found ? null : LedgerFault.Missing(LedgerKeys.MetaPartition, LedgerKeys.Meta, "every ledger has it");
    }

    private static LedgerFault? Check(TableRow row, LedgerOptions options)
    {
        if (row.Values["createdAt"] is not DateTimeOffset createdAt)
            return LedgerFault.Value(row, "createdAt", row.Values["createdAt"], "a time", "the ledger was created at one");
        return row.Values[LedgerMeta.OrdersSince] is null or DateTimeOffset
            ? RowDifference.First(
                row, LedgerMeta.Values(options, createdAt, LedgerMeta.HasIndex(row), row.Values.TimeOrNull(LedgerMeta.OrdersSince)), "the service runs with that")
            : LedgerFault.Value(row, LedgerMeta.OrdersSince, row.Values[LedgerMeta.OrdersSince], "a time", "the order store was opened at one");
    }
}
