using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Opening;
using BuyOrder.Orders;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Engine.Watching;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Prices;
using BuyOrder.Orders.Recovery;
using BuyOrder.Orders.Recovery.Restart;
using BuyOrder.Orders.Signals;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Orders.Wallet;
using BuyOrder.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace BuyOrder.Testing.Orders;

/// <summary>One process of the app, as far as orders go: composed as the app composes itself.</summary>
internal sealed class EngineProcess : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public EngineProcess(
        ITableStore tables, IEthereumNode node, MarketRoute route, ChainOptions options, string privateKey, TimeProvider time,
        PriceSourceOptions? prices = null, ISigners? signers = null)
    {
        var chainId = (ulong)options.ChainId;
        services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(tables)
            .AddSingleton(time)
            .AddSingleton(options)
            .AddSingleton(route)
            .AddSingleton(prices ?? PriceSourceOptions.None)
            .AddSingleton(new LedgerOptions())
            .AddSingleton<RevenueLedger>()
            .AddSingleton<Markets>()
            .AddSingleton(_ => signers ?? new DevelopmentSigners(privateKey, chainId))
            .AddSingleton(new SigningPolicy(chainId, route))
            .AddSingleton<GuardedSigner>()
            .AddSingleton<IReadOnlyList<IEthereumNode>>([node])
            .AddOrders()
            .BuildServiceProvider();
    }

    public OrderService Orders => services.GetRequiredService<OrderService>();

    public OrderResolution Resolution => services.GetRequiredService<OrderResolution>();

    public WalletTasks Tasks => services.GetRequiredService<WalletTasks>();

    public TaskCancellation TaskCancels => services.GetRequiredService<TaskCancellation>();

    public WalletReport Report => services.GetRequiredService<WalletReport>();

    public RecordsRestart Records => services.GetRequiredService<RecordsRestart>();

    public WalletLook Wallet => services.GetRequiredService<WalletLook>();

    public OrderCancellation Cancels => services.GetRequiredService<OrderCancellation>();

    public PauseSwitch Pause => services.GetRequiredService<PauseSwitch>();

    public OutflowCheck Outflows => services.GetRequiredService<OutflowCheck>();

    public TaskQueries TaskBook => services.GetRequiredService<TaskQueries>();

    public NonceAcceptance Acceptance => services.GetRequiredService<NonceAcceptance>();

    public OrderWatch Watch => services.GetRequiredService<OrderWatch>();

    public PoolWatch Pools => services.GetRequiredService<PoolWatch>();

    public AuditTrail Audit => services.GetRequiredService<AuditTrail>();

    public RotationAcceptance Rotations => services.GetRequiredService<RotationAcceptance>();

    public ContractAcceptance Contracts => services.GetRequiredService<ContractAcceptance>();

    public RevenueConfirmation Confirmation => services.GetRequiredService<RevenueConfirmation>();

    public OrderQueries Book => services.GetRequiredService<OrderQueries>();

    public Task<RunResult> RunAsync(string orderId, string? note = null) =>
        Orders.RunAsync(new RunRequest(OrderTrigger.Manual, orderId, "operator", Note: note), TestRun.Cancellation);

    public Task AdvanceAsync() => Orders.AdvanceAsync(TestRun.Cancellation);

    /// <summary>Advances without a further block: the node may show the newest one a moment after it was mined.</summary>
    public async Task<OrderRecord> AdvanceUntilEndedAsync(string orderId)
    {
        for (var look = 0; look < 20 && !(await FindAsync(orderId)).Order.IsEnded; look++)
        {
            await AdvanceAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestRun.Cancellation);
        }

        return await FindAsync(orderId);
    }

    /// <summary>An order that must be there.</summary>
    public async Task<OrderRecord> FindAsync(string orderId) =>
        await Book.FindAsync(orderId, TestRun.Cancellation) ?? throw new InvalidOperationException($"There is no order {orderId}.");

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
