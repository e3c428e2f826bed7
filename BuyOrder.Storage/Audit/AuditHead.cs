using BuyOrder.Storage.Verifying;

namespace BuyOrder.Storage.Audit;

/// <summary>
/// Row <c>audit</c>: the newest link of the audit chain of a partition in which no other row is written with every change. Only a change that
/// leaves an audit row replaces it: what the service does of its own accord never meets its ETag.
/// </summary>
internal sealed class AuditHead
{
    public const string Key = "audit";

    /// <summary>A head that is missing counts when looks in a row miss it.</summary>
    private const int LooksAtFault = 3;

    private const string AcceptedColumn = "acceptedThrough";

    private readonly TableRow? row;
    private readonly AuditChain chain;
    private readonly long accepted;

    private AuditHead(TableRow? row, AuditChain chain, long accepted) => (this.row, this.chain, this.accepted) = (row, chain, accepted);

    /// <summary>As it is now. Where there is none yet the chain begins over the audit rows from before it, oldest first.</summary>
    /// <exception cref="LedgerFaultException">It is gone: a row has a place in a chain already.</exception>
    public static async Task<AuditHead> ReadAsync(ITable table, string partition, CancellationToken cancellation)
    {
        for (var look = 1; ; look++)
        {
            if (await table.ReadAsync(partition, Key, cancellation) is { } head)
                return new AuditHead(head, ChainOf(head.Values), AcceptedOf(head.Values));
            var earlier = await RowsAsync(table, partition, cancellation);
            if (earlier.Find(each => each.Values[AuditRow.NumberColumn] is not null) is not { } numbered)
                return Over(earlier);

            // The first change of all may have come between the two reads.
            if (look == LooksAtFault)
                throw new LedgerFaultException(Missing(numbered));
        }
    }

    private static AuditHead Over(List<TableRow> earlier) =>
        new AuditHead(null, earlier.Aggregate(AuditChain.Empty, (before, each) => before.With(each.Values)), accepted: 0);

    /// <summary>
    /// The rows as they are now, however many are missing or were edited: an operator has accepted them. Those that come after them are counted
    /// on from the highest place that is known.
    /// </summary>
    public static async Task<AuditHead> AcceptedAsync(ITable table, string partition, CancellationToken cancellation)
    {
        var head = await table.ReadAsync(partition, Key, cancellation);
        var rows = await RowsAsync(table, partition, cancellation);
        var chain = rows.Aggregate(AuditChain.Empty, (before, each) => before.With(each.Values));
        long[] places = [chain.Rows, head?.Values[AuditChain.RowsColumn] as long? ?? 0, .. rows.Select(each => each.Values[AuditRow.NumberColumn] as long? ?? 0)];
        return new AuditHead(head, chain with { Rows = places.Max() }, places.Max());
    }

    /// <summary>In the order of the chain: those without a place first, oldest first.</summary>
    private static async Task<List<TableRow>> RowsAsync(ITable table, string partition, CancellationToken cancellation)
    {
        var rows = new List<TableRow>();
        await foreach (var page in RowPages.ReadAsync(table, AuditRow.All(partition), cancellation))
            rows.AddRange(page);
        return [.. rows.AsEnumerable().Reverse().OrderBy(each => each.Values[AuditRow.NumberColumn] as long? ?? 0)];
    }

    /// <param name="chain">Its newest link.</param>
    /// <param name="accepted">Up to this place an operator has accepted the rows as they are; 0 for none.</param>
    public static RowValues Write(AuditChain chain, long accepted) => new()
    {
        ["schema"] = RowText.Schema,
        [AuditChain.RowsColumn] = chain.Rows,
        [AuditChain.HashColumn] = chain.Hash,
        [AcceptedColumn] = accepted == 0 ? null : accepted,
    };

    /// <summary>The same of any row that holds the newest link.</summary>
    public static long AcceptedOf(RowValues row) => row.Int64OrNull(AcceptedColumn) ?? 0;

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

        writes.Add(row is null ? new TableWrite.Insert(Key, Write(newest, accepted)) : new TableWrite.Replace(Key, Write(newest, accepted), row.ETag));
        return writes;
    }
}
