namespace BuyOrder.Storage.Audit;

/// <summary>The audit rows of one partition: how many there are, and the hash over all of them, each bound to the one before it.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Hash">Over all of them; null while there are none.</param>
internal sealed record AuditChain(long Rows, string? Hash)
{
    /// <summary>Columns of the row that holds the newest link.</summary>
    public const string RowsColumn = "auditRows";

    /// <inheritdoc cref="RowsColumn"/>
    public const string HashColumn = "auditHash";

    public static readonly AuditChain Empty = new(0, null);

    /// <summary>The audit row with its place among the others, and the chain that ends with it.</summary>
    /// <param name="audit">What was done.</param>
    /// <param name="versionHash">Hash of the version that it tells of; null where there is none.</param>
    public (AuditChain Chain, RowValues Row) With(AuditRecord audit, string? versionHash = null)
    {
        var row = AuditRow.Write(audit);
        row[AuditRow.NumberColumn] = Rows + 1;
        row[AuditRow.VersionHashColumn] = versionHash;
        return (With(row), row);
    }

    /// <summary>The chain that ends with this row.</summary>
    public AuditChain With(RowValues row) => new(Rows + 1, RowHash.Of([Hash ?? "", RowHash.Of(row)]));
}
