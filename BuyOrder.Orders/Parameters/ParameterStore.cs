using System.Globalization;
using BuyOrder.Domain.Parameters;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
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
    public const string Current = CurrentRow.Key;

    private readonly ITable table = tables.Table(TableName);

    /// <summary>The last version that was read and found as it was written.</summary>
    private volatile ParametersVersion? known;

    /// <summary>
    /// Writes version 1 if there is no version yet. Later starts change nothing, even with other settings.
    /// </summary>
    public async Task InitialiseAsync(BusinessParameters initial, CancellationToken cancellation)
    {
        if (await table.ReadAsync(Partition, Current, cancellation) is not null)
            return;
        var first = new ParametersVersion(1, initial, time.GetUtcNow(), "deployment", "Initial parameters of the deployment.");
        var result = await table.SubmitAsync(
            Partition,
            [
                new TableWrite.Insert(Current, CurrentRow.Write(1, AuditChain.Empty)),
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
        if (CurrentRow.VersionOf(current.Values) is not { } version)
            throw new LedgerFaultException(LedgerFault.Value(current, "version", current.Values["version"], "a version", "it names the one in force"));
        return await CheckedAsync(
            version, version == likely?.Version ? await reading : await table.ReadAsync(Partition, ParametersRow.Key(version), cancellation), cancellation);
    }

    /// <summary>
    /// The version that was read, or the one in force now when an order's step has rested on a newer one meanwhile: no step goes back.
    /// </summary>
    /// <param name="read">Read before, or along with the order store.</param>
    /// <param name="than">The version that the order store names.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="LedgerFaultException">The one in force is older than the one that the order store names.</exception>
    public async Task<ParametersVersion> NoOlderAsync(ParametersVersion read, int than, CancellationToken cancellation)
    {
        if (read.Version >= than)
            return read;
        var now = await CurrentAsync(cancellation);
        return now.Version >= than
            ? now
            : throw new LedgerFaultException(LedgerFault.Value(
                Partition, Current, "version", now.Version, string.Create(CultureInfo.InvariantCulture, $"{than} or more"), "the order store names that one"));
    }

    /// <summary>One version, as it was made.</summary>
    /// <param name="version">Its number.</param>
    /// <param name="hash">The hash that an order has frozen of it; null for an order from before it was kept.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="LedgerFaultException">It is not as it was written, or not as the order has frozen it.</exception>
    public async Task<ParametersVersion> VersionAsync(int version, string? hash, CancellationToken cancellation)
    {
        // The hash is over all of it: the same hash is the same document, so the stored one need not be read again.
        if (hash is not null && known is { } last && last.Version == version && last.Hash == hash)
            return last;
        var read = await CheckedAsync(version, await table.ReadAsync(Partition, ParametersRow.Key(version), cancellation), cancellation);
        return hash is null || read.Hash == hash
            ? read
            : throw new LedgerFaultException(LedgerFault.Value(
                Partition, ParametersRow.Key(version), ParametersRow.HashColumn, read.Hash, hash, "an order has frozen that"));
    }

    /// <summary>Makes a version, in one write with its audit row, if the version in force is the one that it follows.</summary>
    /// <remarks>Asked again after its answer was lost, it finds its own version in force and makes no other.</remarks>
    /// <exception cref="LedgerFaultException">The version in force is not as it was written.</exception>
    public Task<ParametersChangeResult> ChangeAsync(ParametersChange change, CancellationToken cancellation) => OptimisticWrite.RunAsync(
        () => TryChangeAsync(change, cancellation), Partition, "a new version was being made");

    /// <summary>Versions with what each changed, newest first; the continuation is the version to go on with.</summary>
    /// <param name="from">The newest to be told of; null begins with the one in force.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="LedgerFaultException">One of them is not as it was written.</exception>
    public async Task<ItemPage<ParametersHistory>> HistoryAsync(int? from, int count, CancellationToken cancellation)
    {
        var inForce = (await CurrentAsync(cancellation)).Version;
        var last = Math.Min(from ?? inForce, inForce);
        var first = Math.Max(1, last - count + 1);
        var versions = new SortedDictionary<int, ParametersVersion>();
        var query = new TableQuery(Partition, ParametersRow.Key(Math.Max(1, first - 1)), ParametersRow.Key(last + 1));
        await foreach (var page in RowPages.ReadAsync(table, query, cancellation))
        {
            foreach (var row in page)
            {
                if (ParametersRow.VersionOf(row.Key) is { } version)
                    versions[version] = await CheckedAsync(version, row, cancellation);
            }
        }

        var told = versions.Values.Reverse().Where(version => version.Version >= first).Select(version => new ParametersHistory(
            version, versions.TryGetValue(version.Version - 1, out var before) ? ParameterDifference.Between(before.Parameters, version.Parameters) : []));
        return new ItemPage<ParametersHistory>([.. told], first > 1 ? (first - 1).ToString(CultureInfo.InvariantCulture) : null);
    }

    private async Task<ParametersChangeResult?> TryChangeAsync(ParametersChange change, CancellationToken cancellation)
    {
        var current = await table.ReadAsync(Partition, Current, cancellation);
        var inForce = await CurrentAsync(cancellation);
        if (current is null || CurrentRow.VersionOf(current.Values) != inForce.Version)
            return null;
        if (inForce.Version != change.After)
            return Made(change, inForce) ? new ParametersChangeResult.Made(inForce) : new ParametersChangeResult.Overtaken(inForce);
        if (inForce.Parameters == change.Parameters)
            return new ParametersChangeResult.Unchanged(inForce);

        var next = inForce.Next(change.Parameters, time.GetUtcNow(), change.Who, change.Reason);
        var written = await table.SubmitAsync(Partition, CurrentRow.Next(current, inForce, next), cancellation);
        return written.Applied ? new ParametersChangeResult.Made(await CurrentAsync(cancellation)) : null;
    }

    private static bool Made(ParametersChange change, ParametersVersion inForce) =>
        inForce.Version == change.After + 1 && inForce.ChangedBy == change.Who && inForce.Reason == change.Reason && inForce.Parameters == change.Parameters;

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
