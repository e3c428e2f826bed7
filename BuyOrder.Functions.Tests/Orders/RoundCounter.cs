using BuyOrder.Ethereum.Rpc;
using BuyOrder.Storage;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>
/// Counts round trips that follow one another. Calls that are under way at the same time count once: the first one opens a round, and all
/// wait until it closes, so that whatever does not need an answer of this round has joined it.
/// </summary>
internal sealed class RoundCounter
{
    private static readonly TimeSpan Open = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private Task? round;

    public int Rounds { get; private set; }

    public Task JoinAsync()
    {
        lock (gate)
        {
            if (round is not null)
                return round;
            Rounds++;
            return round = CloseAsync();
        }
    }

    public void Reset() => Rounds = 0;

    private async Task CloseAsync()
    {
        await Task.Delay(Open, TestContext.Current.CancellationToken);
        lock (gate)
            round = null;
    }
}

/// <summary>Tables whose round trips are counted.</summary>
internal sealed class CountedTables(ITableStore tables, RoundCounter rounds) : ITableStore
{
    public ITable Table(string name) => new CountedTable(tables.Table(name), rounds);

    public Task CreateMissingAsync(IEnumerable<string> names, CancellationToken cancellation) => tables.CreateMissingAsync(names, cancellation);

    private sealed class CountedTable(ITable table, RoundCounter rounds) : ITable
    {
        public async Task<TableRow?> ReadAsync(string partition, string key, CancellationToken cancellation)
        {
            await rounds.JoinAsync();
            return await table.ReadAsync(partition, key, cancellation);
        }

        public async Task<TablePage> QueryAsync(TableQuery query, CancellationToken cancellation)
        {
            await rounds.JoinAsync();
            return await table.QueryAsync(query, cancellation);
        }

        public async Task<BatchResult> SubmitAsync(string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation)
        {
            await rounds.JoinAsync();
            return await table.SubmitAsync(partition, writes, cancellation);
        }
    }
}

/// <summary>A node whose round trips are counted; a batch is one.</summary>
internal sealed class CountedNode(IEthereumNode node, RoundCounter rounds) : IEthereumNode
{
    public string Name => node.Name;

    public async Task SendAsync(RpcBatch batch, CancellationToken cancellationToken)
    {
        await rounds.JoinAsync();
        await node.SendAsync(batch, cancellationToken);
    }
}
