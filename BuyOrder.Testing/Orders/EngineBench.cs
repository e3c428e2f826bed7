using System.Numerics;
using System.Text;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Treasury;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Messages;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Local.Chain;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Prices;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Testing.Orders;

/// <summary>
/// The real order engine on a real chain with the real Uniswap v2, on tables in memory. Processes can be started on it and die; the tables
/// and the chain stay.
/// </summary>
internal sealed class EngineBench : IAsyncDisposable
{
    private readonly List<EngineProcess> processes = [];
    private readonly long chainId;
    private long revenueMessages;

    private EngineBench(EngineChain chain, long chainId) => (Chain, this.chainId) = (chain, chainId);

    public EngineChain Chain { get; }

    public LocalMarket Contracts => Chain.Contracts;

    /// <summary>The markets of the settings of processes that are started from now on; null: Uniswap v2 alone.</summary>
    public IReadOnlyList<MarketPlace>? Places { get; set; }

    /// <summary>A token between the two; null: none.</summary>
    public Address? Hop { get; set; }

    /// <summary>Null while it is not on the chain.</summary>
    public UniswapV3Contracts? V3 { get; set; }

    public ITableStore Tables { get; } = new MemoryTableStore();

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    /// <summary>The price sources of every process that is started from now on.</summary>
    public PriceSourceOptions Prices { get; set; } = PriceSourceOptions.None;

    public static BusinessParameters Parameters { get; } = new()
    {
        RateBps = 1_000,
        Minimum = new Zar(100_00),
        Maximum = new Zar(1_000_000_00),
        SlippageBps = 100,
        DeviationBps = 200,
        ImpactBps = 100,
        MaxFeePerGasWei = 500_000_000_000,
        MaxPriorityFeePerGasWei = 2_000_000_000,
        ReferencePrice = Price.Parse("50.00"),
        Schedule = "* * * * * *",
        ScheduleTimeZone = "UTC",
    };

    /// <param name="servers">Starts the chain.</param>
    /// <param name="revenue">Recorded as one sale; nothing when zero.</param>
    /// <param name="parameters">Version 1 of the business parameters.</param>
    /// <param name="chainId">What the settings say; the chain itself is always 31337.</param>
    /// <param name="tokens">Which contracts the two tokens are.</param>
    public static async Task<EngineBench> StartAsync(
        TestServers servers, Zar revenue, BusinessParameters? parameters = null, long chainId = 31337, LocalTokens? tokens = null)
    {
        var bench = new EngineBench(new EngineChain(await servers.Chains.TakeAsync(tokens)), chainId);
        await bench.Tables.CreateMissingAsync([OrderKeys.Table, ParameterStore.TableName, PoolObservations.TableName], TestRun.Cancellation);
        await new ParameterStore(bench.Tables, bench.Clock).InitialiseAsync(parameters ?? Parameters, TestRun.Cancellation);
        Check.Null(await OpenedOrders.OpenAsync(bench.Tables, bench.Clock, TestRun.Cancellation));
        if (revenue > Zar.Zero)
            await bench.RecordRevenueAsync(revenue);
        return bench;
    }

    /// <summary>A new process of the app on the same tables and chain.</summary>
    public EngineProcess Start(CrashPlan? plan = null)
    {
        plan ??= CrashPlan.None;
        return Start(plan.Over(Tables), plan.Over(Chain.Node));
    }

    /// <summary>The same with its round trips counted.</summary>
    public EngineProcess Start(RoundCounter storage, RoundCounter chain) => Start(storage.Over(Tables), chain.Over(Chain.Node));

    /// <summary>The same behind a node of the test's own.</summary>
    public EngineProcess Start(Func<IEthereumNode, IEthereumNode> behind) => Start(Tables, behind(Chain.Node));

    /// <summary>The same behind tables of the test's own.</summary>
    public EngineProcess Start(ITableStore behind) => Start(behind, Chain.Node);

    /// <summary>The same with keys of the test's own.</summary>
    public EngineProcess Start(ISigners signers) => Start(Tables, Chain.Node, signers);

    private EngineProcess Start(ITableStore tables, IEthereumNode seen, ISigners? signers = null)
    {
        var route = new MarketRoute(Contracts.Azr, Contracts.Zar, Contracts.Treasury, Hop, Places ?? [new MarketPlace.UniswapV2(Contracts.Router)]);
        var process = new EngineProcess(
            tables,
            seen,
            route,
            new ChainOptions { ChainId = chainId, RpcUrls = [Chain.RpcUrl] },
            Contracts.Wallet.PrivateKey,
            Clock,
            Prices,
            signers);
        processes.Add(process);
        return process;
    }

    public Task RecordRevenueAsync(Zar amount) => RecordAsync(
        $$"""
        { "id": "sale-{{++revenueMessages}}", "source": "course_sale", "amount": "{{amount}}", "currency": "ZAR",
          "occurredAt": "2026-11-20T10:00:00Z" }
        """);

    /// <summary>A message that must become an entry.</summary>
    public async Task RecordAsync(string message)
    {
        using var ledger = new RevenueLedger(Tables, new LedgerOptions(), Clock);
        var intake = new RevenueIntake(
            ledger,
            new RejectedRevenue(Tables, Clock),
            new ExchangeRates(Tables, Clock),
            new RecentParameters(new ParameterStore(Tables, Clock), Clock, NullLogger<RecentParameters>.Instance).LimitsAsync,
            Clock);
        var results = await intake.RecordAsync(
            [new IncomingRevenue(Encoding.UTF8.GetBytes(message))], TestRun.Cancellation);
        Check.Equal(RecordOutcome.Recorded, Check.Single(results).Outcome);
    }

    /// <summary>Another state is written over the one that is stored.</summary>
    public async Task EditStateAsync(Func<TreasuryState, TreasuryState> change)
    {
        var table = Tables.Table(OrderKeys.Table);
        var row = (await table.ReadAsync(OrderKeys.Partition, OrderKeys.State, TestRun.Cancellation))!;
        var next = TreasuryStateRow.Write(change(TreasuryStateRow.Read(row.Values)));
        await table.SubmitAsync(
            OrderKeys.Partition, [new TableWrite.Replace(OrderKeys.State, next, row.ETag)], TestRun.Cancellation);
    }

    /// <summary>The attempt of that number becomes another one, as if it had been stored so.</summary>
    public async Task ReplaceAttemptAsync(string orderId, Attempt attempt)
    {
        var table = Tables.Table(OrderKeys.Table);
        var row = (await table.ReadAsync(OrderKeys.Partition, OrderKeys.Attempt(orderId, attempt.Number), TestRun.Cancellation))!;
        await table.SubmitAsync(
            OrderKeys.Partition,
            [
                new TableWrite.Replace(row.Key, AttemptRow.Write(attempt), row.ETag),
                new TableWrite.Insert(OrderKeys.Transaction(attempt.TransactionHash), new RowValues { ["orderId"] = orderId }),
            ],
            TestRun.Cancellation);
        await OpenedOrders.SealAsync(Tables, TestRun.Cancellation);
    }

    public async Task<IReadOnlyList<AuditRecord>> AuditsAsync() =>
        (await new AuditTrail(Tables).ListAsync(null, null, 100, null, TestRun.Cancellation)).Items;

    /// <summary>Mines and ticks until the order ends; a stuck one fails the test.</summary>
    public async Task<OrderRecord> SettleAsync(string orderId)
    {
        var process = Start();
        for (var tick = 0; tick < 30; tick++)
        {
            if (await process.FindAsync(orderId) is { Order.IsEnded: true } ended)
                return ended;
            await Chain.MineAsync(2);
            await process.AdvanceAsync();
        }

        var stuck = (await process.FindAsync(orderId)).Order;
        throw new InvalidOperationException($"{orderId} does not end: {stuck.Phase}, {stuck.Hold}");
    }

    /// <summary>The next block is so much later; the host's clock goes on as well.</summary>
    public async Task SkipTimeAsync(TimeSpan span)
    {
        await Chain.SkipTimeAsync(span);
        Clock.Advance(span);
    }

    /// <summary>Ledger, order store and chain agree to the unit.</summary>
    public async Task AssertBooksAgreeAsync(int completed)
    {
        var process = Start();
        var state = await process.Book.ReadStateAsync(TestRun.Cancellation);
        var orders = (await process.Book.ListAsync(new OrderFilter(), 1000, null, TestRun.Cancellation)).Items;
        var purchases = await Chain.PurchasesAsync();

        Check.Null(state.OpenOrderId);
        Check.Equal(completed, state.Completed);
        Check.Equal(completed, orders.Count(order => order.Order.Status == JobStatus.Completed));
        Check.Equal(orders.Sum(order => order.Order.RevenueBase.Cents), state.ConsumedBase.Cents);
        Check.Equal(
            purchases.Select(purchase => (purchase.TransactionHash, purchase.Spent, purchase.Received)).Order(),
            orders.Select(order => order.Order.Purchase!).Select(bought => (bought.TransactionHash, bought.SpentUnits, bought.TokensAcquired)).Order());
        Check.Equal(purchases.Aggregate(BigInteger.Zero, (sum, purchase) => sum + purchase.Received), state.TokensAcquired);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
            await process.DisposeAsync();
        await Chain.DisposeAsync();
    }
}
