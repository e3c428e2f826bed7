using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Functions.Chain;
using BuyOrder.Functions.Market;
using BuyOrder.Functions.Orders;
using BuyOrder.Functions.Revenue;
using BuyOrder.Functions.Signing;
using BuyOrder.Functions.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>One process of the app, as far as orders go: composed as the app composes itself, over the gates of the world.</summary>
internal sealed class SimulatedProcess
{
    private readonly Gates gates;
    private readonly BuyOrders orders;

    public SimulatedProcess(
        string name, ITableStore tables, IEnumerable<ModelNode> nodes, Gates gates, TimeProvider time, Plant plant, ILoggerProvider? logs)
    {
        Name = name;
        this.gates = gates;
        var services = new ServiceCollection()
            .AddLogging(builder => Configure(builder, logs))
            .AddSingleton(plant.Tables(new GatedTables(tables, gates, this)))
            .AddSingleton(time)
            .AddSingleton(new ChainOptions { ChainId = ModelChain.ChainId, RpcUrls = [], Confirmations = (int)ModelChain.FinalDepth })
            .AddSingleton(ModelContracts.Route)
            .AddSingleton(new LedgerOptions { ShardCount = 1 })
            .AddSingleton<RevenueLedger>()
            .AddSingleton<IMarket, UniswapV2Market>()
            .AddSingleton<ISigners, DeterministicSigner>()
            .AddSingleton(new SigningPolicy(ModelChain.ChainId, ModelContracts.Route))
            .AddSingleton<GuardedSigner>()
            .AddSingleton<IReadOnlyList<IEthereumNode>>([.. nodes.Select(node => plant.Node(new GatedNode(node, gates, this)))])
            .AddOrders()
            .AddSingleton(plant.Decision(OrderDecision.Decide))
            .BuildServiceProvider();
        orders = services.GetRequiredService<BuyOrders>();
    }

    public string Name { get; }

    public bool IsDead { get; private set; }

    /// <summary>What it is doing; null when idle.</summary>
    public Task? Doing { get; private set; }

    public void Begin(Func<BuyOrders, Task> work) => Doing = work(orders);

    /// <summary>Takes the work off it if it has ended; throws what no trigger should have to expect.</summary>
    public bool TryFinish()
    {
        if (Doing is not { IsCompleted: true } ended)
            return false;
        Doing = null;
        try
        {
            ended.GetAwaiter().GetResult();
        }
        catch (TableUnavailableException)
        {
            // The caller is told to come again, and does.
        }

        return true;
    }

    public void Die()
    {
        IsDead = true;
        Doing = null;
        gates.Forget(this);
    }

    private static void Configure(ILoggingBuilder builder, ILoggerProvider? logs)
    {
        if (logs is not null)
            builder.AddProvider(logs);
    }
}
