using BuyOrder.Functions.Revenue.Rows;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Revenue;

/// <summary>The row that fixes, at the first start, what the layout of the ledger depends on.</summary>
internal static class LedgerMeta
{
    /// <summary>Of rows and hashes; raised by a change that this code could not read.</summary>
    private const int Format = 1;

    /// <exception cref="LedgerSettingsException">The ledger was created with other settings.</exception>
    public static async Task WriteOrCheckAsync(ITable table, LedgerOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var row = await ReadAsync(table, cancellation);
        if (row is null)
        {
            var values = new RowValues
            {
                ["format"] = Format,
                ["shardCount"] = options.ShardCount,
                ["businessTimeZone"] = options.BusinessTimeZone,
                ["createdAt"] = time.GetUtcNow(),
            };
            var result = await table.SubmitAsync(
                LedgerKeys.MetaPartition, [new TableWrite.Insert(LedgerKeys.Meta, values)], cancellation);
            if (result.Applied)
                return;
            row = await ReadAsync(table, cancellation)
                ?? throw new TableUnavailableException("The ledger's meta row can neither be written nor read.");
        }
        Check("Format", row.Values.Int32("format"), Format);
        Check(nameof(LedgerOptions.ShardCount), row.Values.Int32("shardCount"), options.ShardCount);
        Check(nameof(LedgerOptions.BusinessTimeZone), row.Values.Text("businessTimeZone"), options.BusinessTimeZone);
    }

    private static Task<TableRow?> ReadAsync(ITable table, CancellationToken cancellation) =>
        table.ReadAsync(LedgerKeys.MetaPartition, LedgerKeys.Meta, cancellation);

    private static void Check<T>(string setting, T stored, T wanted)
        where T : IEquatable<T>
    {
        if (!stored.Equals(wanted))
            throw new LedgerSettingsException($"The ledger was created with {setting} {stored}, which cannot change; the setting is {wanted}.");
    }
}
