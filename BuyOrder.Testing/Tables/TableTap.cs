using BuyOrder.Storage;

namespace BuyOrder.Testing.Tables;

/// <summary>Tables behind which a test counts what is asked, fails calls or lets others act first.</summary>
internal sealed class TableTap(ITableStore inner) : InterceptedTables(inner)
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

    /// <summary>Called with table, partition and key of each row that is read.</summary>
    public Action<string, string, string>? OnRead { get; set; }

    /// <summary>Called before a page is read.</summary>
    public Func<TableQuery, Task>? BeforeQuery { get; set; }

    /// <summary>Called with a page before it is given.</summary>
    public Func<TableQuery, TablePage, Task>? AfterQuery { get; set; }

    public void Reset() => (reads, queries, submits, refusals) = (0, 0, 0, 0);

    protected override async Task<TableRow?> ReadAsync(ITable table, string name, string partition, string key, CancellationToken cancellation)
    {
        Interlocked.Increment(ref reads);
        OnRead?.Invoke(name, partition, key);
        if (BeforeRead is { } before)
            await before(name);
        return await table.ReadAsync(partition, key, cancellation);
    }

    protected override async Task<TablePage> QueryAsync(ITable table, string name, TableQuery query, CancellationToken cancellation)
    {
        Interlocked.Increment(ref queries);
        if (BeforeQuery is { } before)
            await before(query);
        var page = await table.QueryAsync(query, cancellation);
        if (AfterQuery is { } after)
            await after(query, page);
        return page;
    }

    protected override async Task<BatchResult> SubmitAsync(
        ITable table, string name, string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation)
    {
        var number = Interlocked.Increment(ref submits);
        if (BeforeSubmit is { } before)
            await before(number);
        var result = await table.SubmitAsync(partition, writes, cancellation);
        if (result.Applied)
            Applied?.Invoke(partition, writes);
        else
            Interlocked.Increment(ref refusals);
        if (AfterSubmit is { } after)
            await after(number);
        return result;
    }
}
