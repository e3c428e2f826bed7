using BuyOrder.Domain.Parameters;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Parameters;

/// <summary>
/// The versioned business parameters: rows <c>v:{version}</c> that never change, and a row <c>current</c> that names the newest. Each version
/// is held to the hash that it was written with.
/// </summary>
internal sealed class ParameterStore(ITableStore tables, TimeProvider time)
{
    public const string TableName = "Parameters";

    public const string Partition = Partitions.Parameters;

    /// <summary>The row that names the version in force.</summary>
    public const string Current = "current";

    private readonly ITable table = tables.Table(TableName);

    /// <summary>The last version that was read and found as it was written.</summary>
    private volatile ParametersVersion? known;

    /// <summary>
    /// Writes version 1 if there is no version yet. Later starts change nothing, whatever their settings say.
    /// </summary>
    public async Task InitialiseAsync(BusinessParameters initial, CancellationToken cancellation)
    {
        if (await table.ReadAsync(Partition, Current, cancellation) is not null)
            return;
        var first = new ParametersVersion(1, initial, time.GetUtcNow(), "deployment", "Initial parameters of the deployment.");
        var result = await table.SubmitAsync(
            Partition,
            [
                new TableWrite.Insert(Current, new RowValues { ["version"] = 1 }),
                new TableWrite.Insert(ParametersRow.Key(1), ParametersRow.Write(first)),
            ],
            cancellation);

        // Another instance that starts at the same time has written them: that is as good.
        if (!result.Applied && result.Failure != BatchFailure.AlreadyExists)
            throw new InvalidDataException("The first version of the business parameters could not be written.");
    }

    /// <summary>The version in force. Read from storage each time; after the first, one round trip.</summary>
    /// <exception cref="LedgerFaultException">It is not as it was written.</exception>
    public async Task<ParametersVersion> CurrentAsync(CancellationToken cancellation)
    {
        // Most likely the version is still the same: its row is read beside the one that names it.
        var likely = known;
        var naming = table.ReadAsync(Partition, Current, cancellation);
        var reading = likely is null ? Task.FromResult<TableRow?>(null) : table.ReadAsync(Partition, ParametersRow.Key(likely.Version), cancellation);
        await Task.WhenAll(naming, reading);
        var current = await naming ?? throw new LedgerFaultException(LedgerFault.Missing(Partition, Current, "it names the version in force"));
        if (current.Values["version"] is not int version)
            throw new LedgerFaultException(LedgerFault.Value(current, "version", current.Values["version"], "a version", "it names the one in force"));
        return await CheckedAsync(
            version, version == likely?.Version ? await reading : await table.ReadAsync(Partition, ParametersRow.Key(version), cancellation), cancellation);
    }

    /// <summary>One version, as it was made.</summary>
    /// <param name="version">Its number.</param>
    /// <param name="hash">The hash that an order has frozen of it; null for an order from before it was kept.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="LedgerFaultException">It is not as it was written, or not as the order has frozen it.</exception>
    public async Task<ParametersVersion> VersionAsync(int version, string? hash, CancellationToken cancellation)
    {
        // The hash is over all of it: whatever is stored now, this is what the order was reserved under.
        if (hash is not null && known is { } last && last.Version == version && last.Hash == hash)
            return last;
        var read = await CheckedAsync(version, await table.ReadAsync(Partition, ParametersRow.Key(version), cancellation), cancellation);
        return hash is null || read.Hash == hash
            ? read
            : throw new LedgerFaultException(LedgerFault.Value(
                Partition, ParametersRow.Key(version), ParametersRow.HashColumn, read.Hash, hash, "an order has frozen that"));
    }

    /// <summary>The first version and the one in force: what counts as the pause of a state that is from before it kept one itself.</summary>
    /// <exception cref="LedgerFaultException">They are not as they were written.</exception>
    public async Task<IReadOnlyList<ParametersVersion>> SayingPauseAsync(CancellationToken cancellation)
    {
        if (await table.ReadAsync(Partition, Current, cancellation) is null)
            return [];
        var first = await VersionAsync(1, null, cancellation);
        return [first, await CurrentAsync(cancellation)];
    }

    private async Task<ParametersVersion> CheckedAsync(int version, TableRow? row, CancellationToken cancellation)
    {
        var key = ParametersRow.Key(version);
        if (row is null)
            throw new LedgerFaultException(LedgerFault.Missing(Partition, key, "versions are never deleted"));
        var found = ParametersRow.HashOf(row.Values);
        if (known is not { } last || last.Version != version || last.Hash != found)
        {
            var written = row.Values[ParametersRow.HashColumn] as string ?? await KeptHashAsync(version, cancellation);
            if (written != found)
            {
                throw new LedgerFaultException(LedgerFault.Value(
                    row, ParametersRow.HashColumn, written, found, "the row as it is now gives that: it was edited"));
            }

            known = ParametersRow.Read(version, row.Values);
        }

        return known!;
    }

    private async Task<string?> KeptHashAsync(int version, CancellationToken cancellation) =>
        (await table.ReadAsync(Partition, ParametersRow.HashKey(version), cancellation))?.Values[ParametersRow.HashColumn] as string;

    /// <summary>
    /// Keeps the hash of each version that was written before hashes were. Only for the beginning of the record chain: from then on a version
    /// without one is at fault.
    /// </summary>
    /// <returns>The version in force; null when there is none yet.</returns>
    public async Task<ParametersVersion?> KeepHashesAsync(CancellationToken cancellation)
    {
        if (await table.ReadAsync(Partition, Current, cancellation) is not { } current)
            return null;
        for (var version = current.Values.Int32("version"); version > 0; version--)
        {
            if (await table.ReadAsync(Partition, ParametersRow.Key(version), cancellation) is not { } row || row.Values[ParametersRow.HashColumn] is not null)
                break;
            var kept = new RowValues { [ParametersRow.HashColumn] = ParametersRow.HashOf(row.Values) };

            // There already: another instance, or an earlier try, has kept it.
            await table.SubmitAsync(Partition, [new TableWrite.Insert(ParametersRow.HashKey(version), kept)], cancellation);
        }

        return await CurrentAsync(cancellation);
    }
}
