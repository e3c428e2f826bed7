using System.Text;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;
using BuyOrder.Simulation.Processes;
using BuyOrder.Storage;
using BuyOrder.Testing.Model;
using BuyOrder.Testing.Nodes;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Simulation.Auditing;

/// <summary>
/// What one process was last shown of prices and markets: by which nodes, and when it had decided by it. It lies between the process and what it
/// reaches, behind any mistake that is put into the process.
/// </summary>
internal sealed class Sight
{
    /// <summary>A batch that asks for prices and markets asks this too.</summary>
    private const string TipMethod = "eth_maxPriorityFeePerGas";

    private const string CallMethod = "eth_call";

    private static readonly byte[][] Markers =
    [
        .. ModelFeed.Places.Select(place => Encoding.ASCII.GetBytes(place.ToString())),
        Encoding.ASCII.GetBytes(UniswapV2.GetReserves.Selector.ToString()),
    ];

    private readonly Sights sights;
    private readonly TimeProvider host;
    private readonly HashSet<string> asked = [];
    private List<NodeSight> shown = [];
    private DateTimeOffset answered;
    private DateTimeOffset? goneOn;

    /// <param name="sights">Told who writes.</param>
    /// <param name="host">The clock of the process.</param>
    public Sight(Sights sights, TimeProvider host) => (this.sights, this.host) = (sights, host);

    /// <summary>What each node showed that has answered the newest question.</summary>
    public IReadOnlyList<NodeSight> Shown => shown;

    /// <summary>When the newest answer came, and when the process went on: it decided at one of the two.</summary>
    public IEnumerable<DateTimeOffset> Times => goneOn is { } later && later != answered ? [answered, later] : [answered];

    public IReadOnlyList<IEthereumNode> Over(IReadOnlyList<GatedNode> nodes) =>
        [.. nodes.Select((node, index) => new InterceptedNode(node.Name, (batch, cancellation) => SendAsync(node, index == 0, batch, cancellation)))];

    /// <summary>The tables as the process calls them.</summary>
    public ITableStore Before(ITableStore tables) => new CalledTables(tables, this);

    /// <summary>The tables as they are written in the end.</summary>
    public ITableStore Behind(ITableStore tables) => new WrittenTables(tables, this);

    private async Task SendAsync(GatedNode node, bool isFirst, RpcBatch batch, CancellationToken cancellation)
    {
        var asks = Asks(batch);
        if (!asks && batch.Calls.Any(call => call.Request.Method == CallMethod))
            GoOn();
        if (asks && (isFirst || !asked.Add(node.Name)))
            Begin(node.Name);
        var round = shown;
        await node.SendAsync(batch, cancellation);
        if (!asks || round != shown || goneOn is not null)
            return;
        answered = host.GetUtcNow();
        shown.Add(NodeSight.Of(node.Node, node.Shown!));
    }

    private void Begin(string name)
    {
        (shown, goneOn) = ([], null);
        asked.Clear();
        asked.Add(name);
    }

    /// <summary>What it was shown until now is what it has decided by.</summary>
    private void GoOn() => goneOn ??= host.GetUtcNow();

    private static bool Asks(RpcBatch batch) =>
        batch.Calls.Any(call => call.Request.Method == TipMethod) && batch.Calls.Any(call => call.Request.Method == CallMethod
            && Array.Exists(Markers, marker => call.Request.Parameters.Span.IndexOf(marker) >= 0));

    private sealed class CalledTables(ITableStore tables, Sight sight) : InterceptedTables(tables)
    {
        protected override Task<TableRow?> ReadAsync(ITable table, string name, string partition, string key, CancellationToken cancellation)
        {
            sight.GoOn();
            return base.ReadAsync(table, name, partition, key, cancellation);
        }

        protected override Task<TablePage> QueryAsync(ITable table, string name, TableQuery query, CancellationToken cancellation)
        {
            sight.GoOn();
            return base.QueryAsync(table, name, query, cancellation);
        }

        protected override Task<BatchResult> SubmitAsync(
            ITable table, string name, string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation)
        {
            sight.GoOn();
            return base.SubmitAsync(table, name, partition, writes, cancellation);
        }
    }

    private sealed class WrittenTables(ITableStore tables, Sight sight) : InterceptedTables(tables)
    {
        protected override Task<BatchResult> SubmitAsync(
            ITable table, string name, string partition, IReadOnlyList<TableWrite> writes, CancellationToken cancellation) =>
            sight.sights.WhileWriting(sight, () => base.SubmitAsync(table, name, partition, writes, cancellation));
    }
}
