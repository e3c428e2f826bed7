using BuyOrder.Ledger.Refunds;
using BuyOrder.Ledger.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Ledger.Opening;

/// <summary>The row that fixes, at the first start, what the layout of the ledger depends on.</summary>
internal static class LedgerMeta
{
    /// <summary>Of rows and hashes; raised by a change that this code could not read.</summary>
    private const int Format = 1;

    public const string OrdersSince = "ordersSince";

    /// <returns>True for a ledger that has had the index of refunds from its beginning.</returns>
    /// <exception cref="LedgerSettingsException">The ledger was created with other settings.</exception>
    public static async Task<bool> WriteOrCheckAsync(ITable table, LedgerOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var row = await ReadAsync(table, cancellation);
        if (row is null)
        {
            var values = Values(options, time.GetUtcNow(), hasIndex: true);
            var result = await table.SubmitAsync(
                LedgerKeys.MetaPartition, [new TableWrite.Insert(LedgerKeys.Meta, values)], cancellation);
            if (result.Applied)
                return true;
            row = await ReadAsync(table, cancellation)
                ?? throw new TableUnavailableException("The ledger's meta row can neither be written nor read.");
        }
        Check("Format", row.Values.Int32("format"), Format);
        Check(nameof(LedgerOptions.ShardCount), row.Values.Int32("shardCount"), options.ShardCount);
        Check(nameof(LedgerOptions.BusinessTimeZone), row.Values.Text("businessTimeZone"), options.BusinessTimeZone);
        return HasIndex(row);
    }

    /// <summary>Whether the ledger has had the index of refunds from its beginning; older ones catch up (see <see cref="RefundBackfill"/>).</summary>
    public static bool HasIndex(TableRow meta) => meta.Values["refundsIndexed"] is true;

    /// <summary>The settings that a ledger was created with, or what is wrong with the row that says so.</summary>
    public static async Task<(LedgerOptions? Options, LedgerFault? Fault)> OptionsAsync(ITable table, CancellationToken cancellation)
    {
        if (await ReadAsync(table, cancellation) is not { } row)
            return (null, LedgerFault.Missing(LedgerKeys.MetaPartition, LedgerKeys.Meta, "every ledger has it"));
        if (row.Values["shardCount"] is not int count || row.Values["businessTimeZone"] is not string zone)
            return (null, LedgerFault.Row(row, "it does not say how many shards there are, or the business time zone"));
        var options = new LedgerOptions { ShardCount = count, BusinessTimeZone = zone };
        return options.Faults().FirstOrDefault() is { } fault ? (null, LedgerFault.Row(row, fault.TrimEnd('.'))) : (options, null);
    }

    public static RowValues Values(LedgerOptions options, DateTimeOffset createdAt, bool hasIndex, DateTimeOffset? ordersSince = null) => new()
    {
        ["format"] = Format,
        ["shardCount"] = options.ShardCount,
        ["businessTimeZone"] = options.BusinessTimeZone,
        ["createdAt"] = createdAt,
        [OrdersSince] = ordersSince,
        ["refundsIndexed"] = hasIndex ? true : null,
    };

    /// <summary>Since when there is an order store beside this ledger; null while there is none, or no ledger.</summary>
    public static async Task<DateTimeOffset?> OrdersSinceAsync(ITable table, CancellationToken cancellation) =>
        (await ReadAsync(table, cancellation))?.Values.TimeOrNull(OrdersSince);

    /// <summary>Says, once and for good, that there is an order store: from now on a missing one is a loss and no beginning.</summary>
    public static Task MarkOrdersAsync(ITable table, DateTimeOffset now, CancellationToken cancellation) => OptimisticWrite.RunAsync(
        async () =>
        {
            var row = await ReadAsync(table, cancellation) ?? throw new InvalidDataException("The ledger has no meta row.");
            if (row.Values[OrdersSince] is not null)
                return row;
            var marked = row.Values.Copy();
            marked[OrdersSince] = now;
            await table.SubmitAsync(LedgerKeys.MetaPartition, [new TableWrite.Replace(LedgerKeys.Meta, marked, row.ETag)], cancellation);

            // Read again: the mark that counts is the one that is stored.
            return null;
        },
        LedgerKeys.MetaPartition,
        "they were being marked");

    private static Task<TableRow?> ReadAsync(ITable table, CancellationToken cancellation) =>
        table.ReadAsync(LedgerKeys.MetaPartition, LedgerKeys.Meta, cancellation);

    private static void Check<T>(string setting, T stored, T wanted)
        where T : IEquatable<T>
    {
        if (!stored.Equals(wanted))
            throw new LedgerSettingsException($"The ledger was created with {setting} {stored}, which cannot change; the setting is {wanted}.");
    }
}

/// <summary>The settings are not those the ledger was created with, or not valid; the message names the setting and both values.</summary>
internal sealed class LedgerSettingsException(string message) : Exception(message);
