using System.Globalization;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>
/// The versions of the business parameters: none is missing, each has the hash it was written with, which records and orders name as well, and
/// since there are audit rows each has its own.
/// </summary>
internal sealed class ParameterRowsCheck(
    TreasuryRecord newest, int namedByState, IReadOnlyDictionary<int, (string Hash, long Record)> recorded, IReadOnlyDictionary<int, List<(string? Hash, int RateBps, string Key)>> used,
    IReadOnlySet<string> accepted)
{
    private readonly Dictionary<string, TableRow> keptHashes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TableRow> audits = new(StringComparer.Ordinal);
    private readonly AuditChainCheck auditChain = new();
    private TableRow? current;
    private ParametersVersion? before;
    private int last;

    /// <summary>Takes the next row in key order, which puts what names the versions before them; its fault, or null.</summary>
    public LedgerFault? Add(TableRow row)
    {
        if (row.Key == ParameterStore.Current)
        {
            current = row;
            return Named(row);
        }

        if (row.Key.StartsWith(ParametersRow.HashKey(0)[..2], StringComparison.Ordinal))
        {
            keptHashes[row.Key] = row;
            return row.Values[ParametersRow.HashColumn] is string hash
                ? RowDifference.First(row, new RowValues { [ParametersRow.HashColumn] = hash }, "that is how it is written")
                : LedgerFault.Row(row, "it keeps no hash");
        }

        if (row.Key.StartsWith(AuditRow.Prefix, StringComparison.Ordinal))
        {
            audits[row.Key] = row;
            return auditChain.Add(row);
        }

        return row.Key.StartsWith(ParametersRow.Key(0)[..2], StringComparison.Ordinal)
            ? Version(row)
            : LedgerFault.Row(row, "there is no such row of parameters");
    }

    /// <summary>Call after the last row.</summary>
    public LedgerFault? End()
    {
        if (current is null)
        {
            return last == 0 && used.Count == 0 && recorded.Count == 0
                ? null
                : LedgerFault.Missing(ParameterStore.Partition, ParameterStore.Current, "it names the version in force");
        }

        var inForce = CurrentRow.VersionOf(current.Values)!.Value;
        if (last < Math.Max(inForce, newest.ParametersVersion))
            return Missing(last + 1, inForce > last ? $"row {ParameterStore.Current} names version {Text(inForce)}" : $"record {newest.Number.ToString(CultureInfo.InvariantCulture)} names it");
        if (last < namedByState)
            return Missing(last + 1, $"row {OrderKeys.State} of the order store names version {Text(namedByState)}");
        if (last != inForce)
            return LedgerFault.Value(current, "version", inForce, last, "the newest version is in force");
        if (used.Keys.Concat(recorded.Keys).FirstOrDefault(version => version > last) is > 0 and var unknown)
            return Missing(unknown, "an order or a record names it");
        if (keptHashes.Values.FirstOrDefault() is { } extra)
            return LedgerFault.Row(extra, "there is no version that needs it");
        return audits.Values.FirstOrDefault() is { } audit
            ? LedgerFault.Row(audit, "there is no version of the parameters that it was written with")
            : auditChain.End(CurrentRow.AuditsOf(current.Values), current);
    }

    private static LedgerFault? Named(TableRow row)
    {
        try
        {
            return CurrentRow.VersionOf(row.Values) is { } version && version > 0
                ? RowDifference.First(row, CurrentRow.Write(version, CurrentRow.AuditsOf(row.Values)), "that is how it is written")
                : LedgerFault.Value(row, "version", row.Values["version"], "a version", "it names the one in force");
        }
        catch (Exception unreadable) when (UnreadableRow.Caused(unreadable))
        {
            return LedgerFault.Row(row, unreadable.Message.TrimEnd('.'));
        }
    }

    /// <summary>The audit row of a version is what follows from it and the one before it.</summary>
    private LedgerFault? Audited(ParametersVersion version)
    {
        var isFromBefore = current is null || version.Version <= CurrentRow.VersionOf(current.Values) - CurrentRow.AuditsOf(current.Values).Rows;
        if (isFromBefore || before is null)
            return null;
        var audit = CurrentRow.AuditOf(before, version);
        var key = AuditRow.Prefix + audit.Id;
        if (!audits.Remove(key, out var row))
            return LedgerFault.Missing(ParameterStore.Partition, key, $"version {Text(version.Version)} of the parameters was written with it");
        var wanted = AuditRow.Like(audit, row.Values);
        wanted[AuditRow.VersionHashColumn] = version.Hash;
        return RowDifference.First(row, wanted, "the version that it tells of says that");
    }

    /// <summary>What an edited version was is not known: its audit row and that of the next are held to their chain alone.</summary>
    private void PassAudit(int version)
    {
        before = null;
        var subject = string.Create(CultureInfo.InvariantCulture, $":version-{version}");
        foreach (var key in audits.Keys.Where(key => key.EndsWith(subject, StringComparison.Ordinal)).ToList())
            audits.Remove(key);
    }

    private LedgerFault? Version(TableRow row)
    {
        var version = last + 1;
        if (!int.TryParse(row.Key.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var named) || row.Key != ParametersRow.Key(named) || named < version)
            return LedgerFault.Row(row, "there is no such version of the parameters");
        if (named != version)
            return Missing(version, $"row {row.Key} follows it");
        last = version;
        if (accepted.Contains(AcceptedRows.Evidence(row)))
        {
            keptHashes.Remove(ParametersRow.HashKey(version));
            PassAudit(version);
            return null;
        }

        var hash = ParametersRow.HashOf(row.Values);
        if (row.Values[ParametersRow.HashColumn] is { } written)
        {
            if (!hash.Equals(written as string, StringComparison.Ordinal))
                return LedgerFault.Value(row, ParametersRow.HashColumn, written, hash, "the row as it is now gives that: it was edited");
        }
        else if (!keptHashes.Remove(ParametersRow.HashKey(version), out var kept))
        {
            return LedgerFault.Missing(ParameterStore.Partition, ParametersRow.HashKey(version), $"row {row.Key} has no hash of its own");
        }
        else if (kept.Values.Text(ParametersRow.HashColumn) != hash)
        {
            return LedgerFault.Value(row, "the row as a whole", hash, kept.Values.Text(ParametersRow.HashColumn), $"row {kept.Key} keeps that hash of it");
        }

        if (recorded.TryGetValue(version, out var record) && record.Hash != hash)
            return LedgerFault.Value(row, ParametersRow.HashColumn, hash, record.Hash, $"record {record.Record.ToString(CultureInfo.InvariantCulture)} names that");
        return Used(row, version, hash);
    }

    private LedgerFault? Used(TableRow row, int version, string hash)
    {
        ParametersVersion read;
        try
        {
            read = ParametersRow.Read(version, row.Values);
        }
        catch (Exception unreadable) when (UnreadableRow.Caused(unreadable))
        {
            return LedgerFault.Row(row, unreadable.Message.TrimEnd('.'));
        }

        foreach (var order in used.GetValueOrDefault(version) ?? [])
        {
            if (order.Hash is { } frozen && frozen != hash)
                return LedgerFault.Value(row, ParametersRow.HashColumn, hash, frozen, $"row {order.Key} of the order store names that");
            if (order.RateBps != read.Parameters.RateBps)
                return LedgerFault.Value(OrderKeys.Partition, order.Key, "rateBps", order.RateBps, read.Parameters.RateBps, $"version {Text(version)} of the parameters says that");
        }

        if (before is null)
            PassAudit(version);
        var fault = Audited(read);
        before = read;
        return fault;
    }

    private static LedgerFault Missing(int version, string why) => LedgerFault.Missing(ParameterStore.Partition, ParametersRow.Key(version), why);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
