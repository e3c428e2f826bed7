using BuyOrder.Storage.Verifying;

namespace BuyOrder.Storage.Audit;

/// <summary>
/// Row <c>audit</c>: the newest link of the audit chain of a partition in which no other row is written with every change. Only a change that
/// leaves an audit row replaces it: what the service does of its own accord never meets its ETag.
/// </summary>
internal sealed class AuditHead
{
    public const string Key = "audit";

    private readonly TableRow? row;
    private readonly AuditChain chain;

    private AuditHead(TableRow? row, AuditChain chain) => (this.row, this.chain) = (row, chain);

    /// <summary>As it is now. Where there is none yet the chain begins over the audit rows from before it, oldest first.</summary>
    /// <exception cref="LedgerFaultException">It is gone: a row has a place in a chain already.</exception>
    public static async Task<AuditHead> ReadAsync(ITable table, string partition, CancellationToken cancellation)
    {
        if (await table.ReadAsync(partition, Key, cancellation) is { } head)
            return new AuditHead(head, ChainOf(head.Values));
        var earlier = new List<TableRow>();
        await foreach (var page in RowPages.ReadAsync(table, AuditRow.All(partition), cancellation))
            earlier.AddRange(page);
        return earlier.Find(each => each.Values[AuditRow.NumberColumn] is not null) is { } numbered
            ? throw new LedgerFaultException(Missing(numbered))
            : new AuditHead(null, earlier.AsEnumerable().Reverse().Aggregate(AuditChain.Empty, (before, each) => before.With(each.Values)));
    }

    public static RowValues Write(AuditChain chain) => new()
    {
        ["schema"] = RowText.Schema,
        [AuditChain.RowsColumn] = chain.Rows,
        [AuditChain.HashColumn] = chain.Hash,
    };

    public static AuditChain ChainOf(RowValues row)
    {
        row.RequireSchema("The head of an audit chain");
        return new AuditChain(row.Int64(AuditChain.RowsColumn), row.TextOrNull(AuditChain.HashColumn));
    }

    /// <param name="numbered">A row that has a place in the chain.</param>
    public static LedgerFault Missing(TableRow numbered) => LedgerFault.Missing(numbered.Partition, Key, $"row {numbered.Key} has a place in the chain of audit rows");

    /// <summary>What goes into the batch of a change: its audit rows and the head with all of them.</summary>
    /// <param name="audits">In their order.</param>
    /// <param name="versionHash">Hash of the version that they tell of; null where there is none.</param>
    public IReadOnlyList<TableWrite> Writes(IEnumerable<AuditRecord> audits, string? versionHash = null)
    {
        var writes = new List<TableWrite>();
        var newest = chain;
        foreach (var audit in audits)
        {
            (newest, var values) = newest.With(audit, versionHash);
            writes.Add(new TableWrite.Insert(AuditRow.Key(audit.Id), values));
        }

        writes.Add(row is null ? new TableWrite.Insert(Key, Write(newest)) : new TableWrite.Replace(Key, Write(newest), row.ETag));
        return writes;
    }
}
