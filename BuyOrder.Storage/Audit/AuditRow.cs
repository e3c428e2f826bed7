namespace BuyOrder.Storage.Audit;

/// <summary>An audit record as a row, and back.</summary>
internal static class AuditRow
{
    /// <summary>What the row keys begin with, in every partition.</summary>
    public const string Prefix = "u:";

    /// <summary>1, 2, … in the order they were written; rows from before there were records have none.</summary>
    public const string NumberColumn = "number";

    /// <summary>Of exchange rates and parameters: over the row of the version that it tells of. Audits from before it was kept have none.</summary>
    public const string VersionHashColumn = "versionHash";

    public static string Key(string auditId) => Prefix + auditId;

    /// <summary>Those of a partition, newest first.</summary>
    public static TableQuery All(string partition) => new(partition, Prefix, "u;");

    public static RowValues Write(AuditRecord record) => new()
    {
        ["schema"] = RowText.Schema,
        ["id"] = record.Id,
        ["at"] = record.At,
        ["who"] = record.Who,
        ["action"] = record.Action.ToString(),
        ["subject"] = record.Subject,
        ["reason"] = record.Reason,
        ["evidence"] = record.Evidence,
        ["detail"] = record.Detail,
        ["before"] = record.Before,
        ["after"] = record.After,
    };

    /// <summary>What a row should say that tells of a version. Whether an audit from before they were kept lacks before and after, its chain knows.</summary>
    /// <param name="audit">As it would be written today.</param>
    /// <param name="stored">As it is: its place among the others is its own.</param>
    public static RowValues Like(AuditRecord audit, RowValues stored)
    {
        var wanted = Write(stored["before"] is null && stored["after"] is null ? audit.WithoutValues() : audit);
        wanted[NumberColumn] = stored.Int64OrNull(NumberColumn);
        return wanted;
    }

    public static AuditRecord Read(RowValues row)
    {
        row.RequireSchema("An audit record");
        return new AuditRecord(
            row.Text("id"),
            row.Time("at"),
            row.Text("who"),
            row.Name<AuditAction>("action"),
            row.Text("subject"),
            row.Text("reason"),
            row.TextOrNull("evidence"),
            row.Text("detail"))
        {
            Before = row.TextOrNull("before"),
            After = row.TextOrNull("after"),
        };
    }
}
