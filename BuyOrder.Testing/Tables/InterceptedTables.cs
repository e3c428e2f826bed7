using BuyOrder.Storage;

namespace BuyOrder.Testing.Tables;

/// <summary>Tables with something between them and their user: derived classes override what they watch, change or refuse.</summary>
internal abstract class InterceptedTables(ITableStore inner) : ITableStore
{
    public ITable Table(string name) => new InterceptedTable(this, name, inner.Table(name));

    public Task CreateMissingAsync(IEnumerable<string> names, CancellationToken cancellation) => inner.CreateMissingAsync(names, cancellation);

    /// <param name="table">The table itself.</param>
    /// <param name="name">Its name.</param>
    /// <param name="partition">Of the row.</param>
    /// <param name="key">Of the row.</param>
    /// <param name="cancellation">The caller's.</param>
    protected virtual Task<TableRow?> ReadAsync(ITable table, string name, string partition, string key, CancellationToken cancellation) =>
        table.ReadAsync(partition, key, cancellation);

    /// <inheritdoc cref="ReadAsync"/>
    protected virtual Task<TablePage> QueryAsync(ITable table, string name, TableQuery query, CancellationToken cancellation) =>
        table.QueryAsync(query, cancellation);

    /// <inheritdoc cref="ReadAsync"/>
    protected virtual Task<BatchResult> SubmitAsync(
        ITable table, string name, string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation) =>
        table.SubmitAsync(partition, writes, cancellation);

    private sealed class InterceptedTable(InterceptedTables tables, string name, ITable table) : ITable
    {
        public Task<TableRow?> ReadAsync(string partition, string key, CancellationToken cancellation) =>
            tables.ReadAsync(table, name, partition, key, cancellation);

        public Task<TablePage> QueryAsync(TableQuery query, CancellationToken cancellation) =>
            tables.QueryAsync(table, name, query, cancellation);

        public Task<BatchResult> SubmitAsync(string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation) =>
            tables.SubmitAsync(table, name, partition, writes, cancellation);
    }
}
