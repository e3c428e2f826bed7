using BuyOrder.Storage;

namespace BuyOrder.Functions.Tests.Revenue;

/// <summary>Tables behind which a test counts what is asked, fails calls or lets others in first.</summary>
internal sealed class TableTap(ITableStore inner) : ITableStore
{
    private int reads;
    private int queries;
    private int submits;
    private int refusals;

    public int Reads => reads;

    public int Queries => queries;

    public int Submits => submits;

    /// <summary>Submits that were not applied.</summary>
    public int Refusals => refusals;

    /// <summary>Called with the number of the submit (from 1) before it reaches the table.</summary>
    public Func<int, Task>? BeforeSubmit { get; set; }

    /// <summary>Called with the number of the submit (from 1) after it was applied or refused, before its answer is given.</summary>
    public Func<int, Task>? AfterSubmit { get; set; }

    /// <summary>Called with the partition and the writes of a submit that was applied.</summary>
    public Action<string, IReadOnlyList<TableWrite>>? Applied { get; set; }

    /// <summary>Called with the name of the table before a row is read.</summary>
    public Func<string, Task>? BeforeRead { get; set; }

    public ITable Table(string name) => new Tapped(this, name, inner.Table(name));

    public Task CreateMissingAsync(IEnumerable<string> names, CancellationToken cancellation) => inner.CreateMissingAsync(names, cancellation);

    public void Reset() => (reads, queries, submits, refusals) = (0, 0, 0, 0);

    private sealed class Tapped(TableTap tap, string name, ITable table) : ITable
    {
        public async Task<TableRow?> ReadAsync(string partition, string key, CancellationToken cancellation)
        {
            Interlocked.Increment(ref tap.reads);
            if (tap.BeforeRead is { } before)
                await before(name);
            return await table.ReadAsync(partition, key, cancellation);
        }

        public Task<TablePage> QueryAsync(TableQuery query, CancellationToken cancellation)
        {
            Interlocked.Increment(ref tap.queries);
            return table.QueryAsync(query, cancellation);
        }

        public async Task<BatchResult> SubmitAsync(string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation)
        {
            var number = Interlocked.Increment(ref tap.submits);
            if (tap.BeforeSubmit is { } before)
                await before(number);
            var result = await table.SubmitAsync(partition, writes, cancellation);
            if (result.Applied)
                tap.Applied?.Invoke(partition, writes);
            else
                Interlocked.Increment(ref tap.refusals);
            if (tap.AfterSubmit is { } after)
                await after(number);
            return result;
        }
    }
}
