using System.Globalization;
using BuyOrder.Domain.Parameters;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Orders.Parameters;

/// <summary>
/// The row that names the version in force and holds the head of the chain of this partition's audit rows. Every version but the first, and
/// those from before there were audit rows, has one.
/// </summary>
internal static class CurrentRow
{
    public const string Key = "current";

    private const string VersionColumn = "version";

    public static RowValues Write(int version, AuditChain audits) => new()
    {
        [VersionColumn] = version,
        [AuditChain.RowsColumn] = audits.Rows == 0 ? null : audits.Rows,
        [AuditChain.HashColumn] = audits.Hash,
    };

    /// <summary>Null: it names none.</summary>
    public static int? VersionOf(RowValues row) => row[VersionColumn] as int?;

    public static AuditChain AuditsOf(RowValues row) =>
        new(row.Int64OrNull(AuditChain.RowsColumn) ?? 0, row.TextOrNull(AuditChain.HashColumn));

    /// <summary>A version with all that is written along with it, in one batch; refused when another version is in force by then.</summary>
    /// <param name="current">This row as it was read.</param>
    /// <param name="before">The version that it names.</param>
    /// <param name="next">The one that follows.</param>
    public static IReadOnlyList<TableWrite> Next(TableRow current, ParametersVersion before, ParametersVersion next)
    {
        var version = ParametersRow.Write(next);
        var audit = AuditOf(before, next);
        var (chain, row) = AuditsOf(current.Values).With(audit, version.Text(ParametersRow.HashColumn));
        return
        [
            new TableWrite.Replace(Key, Write(next.Version, chain), current.ETag),
            new TableWrite.Insert(ParametersRow.Key(next.Version), version),
            new TableWrite.Insert(AuditRow.Key(audit.Id), row),
        ];
    }

    private static string Values(IEnumerable<ParameterDifference> differences, Func<ParameterDifference, string> which) =>
        string.Join("; ", differences.Select(each => $"{each.Member} {which(each)}"));

    /// <summary>What is written beside a version of who made it, and what is different.</summary>
    public static AuditRecord AuditOf(ParametersVersion before, ParametersVersion next)
    {
        var subject = string.Create(CultureInfo.InvariantCulture, $"version-{next.Version}");
        var differences = ParameterDifference.Between(before.Parameters, next.Parameters);
        var changed = differences.Count == 0 ? "nothing is different" : string.Join("; ", differences);
        return new AuditRecord(
            AuditRecord.NewId(next.ChangedAt, AuditAction.ParametersChanged, subject),
            next.ChangedAt,
            next.ChangedBy,
            AuditAction.ParametersChanged,
            subject,
            next.Reason,
            null,
            string.Create(CultureInfo.InvariantCulture, $"Version {next.Version}: {changed}."))
        {
            Before = Values(differences, each => each.Before),
            After = Values(differences, each => each.After),
        };
    }
}
