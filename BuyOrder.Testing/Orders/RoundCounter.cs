using BuyOrder.Ethereum.Rpc;
using BuyOrder.Storage;
using BuyOrder.Testing.Nodes;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Testing.Orders;

/// <summary>
/// Counts round trips that follow one another. Calls that are under way at the same time count once: the first one opens a round, and all
/// wait until it closes, so that every call that needs no answer of this round has joined it.
/// </summary>
internal sealed class RoundCounter
{
    private static readonly TimeSpan Open = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private Task? round;

    public int Rounds { get; private set; }

    /// <summary>Tables whose round trips are counted.</summary>
    public ITableStore Over(ITableStore tables) => new TableTap(tables)
    {
        BeforeRead = _ => JoinAsync(),
        BeforeQuery = _ => JoinAsync(),
        BeforeSubmit = _ => JoinAsync(),
    };

    /// <summary>A node whose round trips are counted; a batch is one.</summary>
    public IEthereumNode Over(IEthereumNode node) => new InterceptedNode(node.Name, async (batch, cancellation) =>
    {
        await JoinAsync();
        await node.SendAsync(batch, cancellation);
    });

    public void Reset() => Rounds = 0;

    private Task JoinAsync()
    {
        lock (gate)
        {
            if (round is not null)
                return round;
            Rounds++;
            return round = CloseAsync();
        }
    }

    private async Task CloseAsync()
    {
        await Task.Delay(Open, TestRun.Cancellation);
        lock (gate)
            round = null;
    }
}
