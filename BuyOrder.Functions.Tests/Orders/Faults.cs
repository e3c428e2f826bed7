using BuyOrder.Ethereum.Rpc;
using BuyOrder.Storage;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>
/// A place where the process dies: before or after the n-th outside effect (a durable write, or a batch to a node). From then on
/// nothing of that process has any effect.
/// </summary>
internal sealed class CrashPlan(int at, bool after)
{
    private int effects;

    /// <summary>Never dies; only counts.</summary>
    public static CrashPlan None => new(int.MaxValue, after: false);

    /// <summary>Effects so far.</summary>
    public int Effects => effects;

    public bool IsDead { get; private set; }

    public async Task<T> AroundAsync<T>(Func<Task<T>> effect)
    {
        var number = Interlocked.Increment(ref effects);
        if (IsDead || (number == at && !after))
            throw Die();
        var result = await effect();
        return number == at ? throw Die() : result;
    }

    private CrashException Die()
    {
        IsDead = true;
        return new CrashException();
    }
}

/// <summary>The process is gone: no code of it may catch this.</summary>
internal sealed class CrashException() : Exception("The process died here.");

/// <summary>Tables whose writes may be the last thing the process does.</summary>
internal sealed class CrashingTables(ITableStore tables, CrashPlan plan) : ITableStore
{
    public ITable Table(string name) => new CrashingTable(tables.Table(name), plan);

    public Task CreateMissingAsync(IEnumerable<string> names, CancellationToken cancellation) => tables.CreateMissingAsync(names, cancellation);

    private sealed class CrashingTable(ITable table, CrashPlan plan) : ITable
    {
        public Task<TableRow?> ReadAsync(string partition, string key, CancellationToken cancellation) =>
            plan.IsDead ? throw new CrashException() : table.ReadAsync(partition, key, cancellation);

        public Task<TablePage> QueryAsync(TableQuery query, CancellationToken cancellation) =>
            plan.IsDead ? throw new CrashException() : table.QueryAsync(query, cancellation);

        public Task<BatchResult> SubmitAsync(string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation) =>
            plan.AroundAsync(() => table.SubmitAsync(partition, writes, cancellation));
    }
}

/// <summary>A node that may be the last thing the process talks to.</summary>
internal sealed class CrashingNode(IEthereumNode node, CrashPlan plan) : IEthereumNode
{
    public string Name => node.Name;

    public Task SendAsync(RpcBatch batch, CancellationToken cancellationToken) => plan.AroundAsync(async () =>
    {
        await node.SendAsync(batch, cancellationToken);
        return true;
    });
}
