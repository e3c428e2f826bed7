using System.Numerics;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Functions.Orders;
using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Orders.Runs;
using BuyOrder.Functions.Orders.WaysOut;
using BuyOrder.Functions.Parameters;
using BuyOrder.Functions.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>The parts of a <see cref="World"/> with no troubles of their own: one process, one node, and only what a test does.</summary>
internal sealed class CalmSystem
{
    private readonly ModelClock clock = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
    private readonly Gates gates = new(_ => Passage.Through);
    private readonly ModelNode node;
    private readonly Office office;
    private SimulatedProcess process;

    public CalmSystem(Zar revenue)
    {
        Chain = new ModelChain(clock);
        node = new ModelNode("node", Chain.Head, new Swarm(), new Random(1), _ => { }, new Coverage()) { IsFaulty = false };
        Now(Tables.CreateMissingAsync([BookKeys.Table, ParameterStore.TableName], CancellationToken.None));
        office = new Office(Tables, clock) { Changed = _ => { } };
        office.Change(office.Parameters);
        Now(new BookStore(Tables).InitialiseAsync(BookState.OpenedAt(clock.GetUtcNow()), CancellationToken.None));
        office.Sell(revenue);
        process = Started();
        Mine(5);
    }

    public ModelChain Chain { get; }

    public MemoryTableStore Tables { get; } = new();

    public ModelVault Vault { get; } = new();

    public DateTimeOffset Time => clock.GetUtcNow();

    /// <summary>The process ends and another one goes on.</summary>
    public void Restart() => process = Started();

    public void Sell(Zar amount) => office.Sell(amount);

    public RunResult Run(string orderId, string? note = null) =>
        Ask<BuyOrders, RunResult>(orders => orders.RunAsync(new RunRequest(OrderTrigger.Manual, orderId, "operator", null, note), CancellationToken.None));

    public NonceAcceptanceResult Accept(long nonce, string? evidence = null, ModelKey? key = null) => Ask<NonceAcceptance, NonceAcceptanceResult>(
        acceptance => acceptance.AcceptAsync(
            new NonceAcceptanceRequest((key ?? ModelKey.Versions[0]).Address, nonce, "known", evidence, "operator"), CancellationToken.None));

    public ResolutionResult Resolve(string orderId, Finding finding, string? evidence, string reason = "looked") => Ask<OrderResolution, ResolutionResult>(
        resolution => resolution.ResolveAsync(new ResolutionRequest(orderId, finding, reason, evidence, "operator"), CancellationToken.None));

    public void Advance() => Ask<BuyOrders, bool>(async orders =>
    {
        await orders.AdvanceAsync(CancellationToken.None);
        return true;
    });

    /// <summary>The order as it is stored, whatever the process remembers.</summary>
    public OrderRecord Find(string orderId)
    {
        var book = new BookStore(Tables).LoadAsync(orderId, CancellationToken.None).GetAwaiter().GetResult();
        return new OrderRecord(book.Order!, book.AttemptList);
    }

    public BookState State() => new BookStore(Tables).LoadAsync(CancellationToken.None).GetAwaiter().GetResult().State;

    /// <summary>Blocks with what the node has in its pool, each some seconds after the one before.</summary>
    public void Mine(int blocks = 1)
    {
        for (var block = 0; block < blocks; block++)
        {
            clock.Advance(TimeSpan.FromSeconds(ModelChain.BlockSeconds));
            Chain.Mine(node.Pool);
            node.Follow(Chain.Head);
        }
    }

    /// <summary>Ticks and blocks until the order ends or is unknown.</summary>
    public Order Settle(string orderId)
    {
        for (var tick = 0; tick < 200 && Find(orderId).Order is { IsEnded: false, IsUnknown: false }; tick++)
        {
            Advance();
            Mine();
        }

        return Find(orderId).Order;
    }

    public void EmptyPool() => node.Pool.Clear();

    /// <summary>Somebody else uses the wallet's key.</summary>
    public void Steal()
    {
        var nonce = Chain.Head.State.Accounts[0].Nonce;
        var theirs = new FeeMarketTransaction
        {
            ChainId = (ulong)ModelChain.ChainId,
            Nonce = (ulong)nonce,
            MaxFeePerGas = 10 * Chain.BaseFeeWei,
            MaxPriorityFeePerGas = 1,
            GasLimit = 21_000,
            To = ModelContracts.Treasury,
            Value = BigInteger.One,
        };
        EmptyPool();
        node.Hear(new ModelTransaction($"0xstranger{nonce}", theirs, 0, ReadOnlyMemory<byte>.Empty));
        Mine();
    }

    /// <summary>What a service of the process answers; nothing waits here, so it answers at once.</summary>
    public T Ask<TService, T>(Func<TService, Task<T>> ask)
        where TService : notnull
    {
        Task<T>? answer = null;
        process.Begin<TService>(service => answer = ask(service));
        process.TryFinish();
        return answer!.GetAwaiter().GetResult();
    }

    private SimulatedProcess Started()
    {
        gates.Open();
        return new SimulatedProcess("process", gates, it => new SimulatedProcess.Edges(
            new GatedTables(Tables, gates, it),
            [new GatedNode(node, gates, it)],
            new GatedSigners(Vault, gates, it),
            OrderDecision.Decide,
            clock,
            NullLoggerFactory.Instance));
    }

    private static void Now(Task task) => task.GetAwaiter().GetResult();
}
