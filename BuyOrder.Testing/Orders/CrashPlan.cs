using BuyOrder.Ethereum.Rpc;
using BuyOrder.Storage;
using BuyOrder.Testing.Nodes;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Testing.Orders;

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

    /// <summary>Tables whose writes may be the last thing the process does.</summary>
    public ITableStore Over(ITableStore tables) => new CrashingTables(tables, this);

    /// <summary>A node that may be the last thing the process talks to.</summary>
    public IEthereumNode Over(IEthereumNode node) => new InterceptedNode(node.Name, (batch, cancellation) => AroundAsync(async () =>
    {
        await node.SendAsync(batch, cancellation);
        return true;
    }));

    private async Task<T> AroundAsync<T>(Func<Task<T>> effect)
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

    private sealed class CrashingTables(ITableStore tables, CrashPlan plan) : InterceptedTables(tables)
    {
        protected override Task<TableRow?> ReadAsync(ITable table, string name, string partition, string key, CancellationToken cancellation) =>
            plan.IsDead ? throw new CrashException() : table.ReadAsync(partition, key, cancellation);

        protected override Task<TablePage> QueryAsync(ITable table, string name, TableQuery query, CancellationToken cancellation) =>
            plan.IsDead ? throw new CrashException() : table.QueryAsync(query, cancellation);

        protected override Task<BatchResult> SubmitAsync(
            ITable table, string name, string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation) =>
            plan.AroundAsync(() => table.SubmitAsync(partition, writes, cancellation));
    }
}

/// <summary>The process is gone: no code of it may catch this.</summary>
internal sealed class CrashException() : Exception("The process died here.");
