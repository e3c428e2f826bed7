using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Treasury;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Recovery;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Simulation;
using BuyOrder.Simulation.Processes;
using BuyOrder.Simulation.Troubles;
using BuyOrder.Storage;
using BuyOrder.Testing.Model;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Tables;

namespace BuyOrder.Functions.Tests.Simulation.Calm;

/// <summary>The parts of a <see cref="World"/> with no troubles of their own: one process, one node, and only what a test does.</summary>
internal sealed class CalmSystem
{
    private readonly ModelClock clock;
    private readonly Office office;
    private readonly Gates gates;
    private CalmProcess process;

    public CalmSystem(Zar revenue)
        : this(new MemoryTableStore(), new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero), clock => new ModelChain(clock), messages: 0)
    {
        office.Change(office.Parameters);
        Opened();
        office.Sell(revenue);
        Mine(5);
    }

    /// <summary>A service that begins on empty tables, on a chain where its wallet may have been used before.</summary>
    public CalmSystem(ModelChain chain, Zar revenue)
        : this(new MemoryTableStore(), DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(chain.Head.Time), clock => new ModelChain(clock, chain.Head, chain.HighestFinal), messages: 0)
    {
        office.Change(office.Parameters);
        Opened();
        office.Sell(revenue);
    }

    /// <summary>A system that goes on from tables and a chain as they are.</summary>
    /// <param name="tables">As some version left them.</param>
    /// <param name="time">When that was.</param>
    /// <param name="chain">As it was then.</param>
    /// <param name="messages">How many revenue messages were sent before.</param>
    public CalmSystem(MemoryTableStore tables, DateTimeOffset time, Func<ModelClock, ModelChain> chain, int messages)
    {
        Tables = tables;
        clock = new ModelClock(time);
        gates = new Gates(gate => Fate(Calls.Hear(gate)));
        Chain = chain(clock);
        Node = new ModelNode("node", Chain.Head, new ModelNodeFaults(new Random(1)), _ => { }) { IsFaulty = false };
        Now(Tables.CreateMissingAsync([OrderKeys.Table, ParameterStore.TableName, RatesRow.Table, RejectedKeys.Table], CancellationToken.None));
        if (Now(Tables.Table(OrderKeys.Table).ReadAsync(OrderKeys.Partition, OrderKeys.State, CancellationToken.None)) is not null)
            Opened();
        office = new Office(Tables, clock, messages) { Changed = _ => { } };
        process = Started();
    }

    public ModelChain Chain { get; }

    public ModelNode Node { get; }

    public MemoryTableStore Tables { get; }

    public ModelVault Vault { get; } = new();

    /// <summary>What the processes ask of the outside, and decide and log in between.</summary>
    public CalmCalls Calls { get; } = new();

    /// <summary>What becomes of a call, as <see cref="CalmCalls"/> words it; null lets it wait.</summary>
    public Func<string, Passage?> Fate { get; set; } = _ => Passage.Through;

    public DateTimeOffset Time => clock.GetUtcNow();

    /// <summary>The process ends and another one goes on.</summary>
    public void Restart() => process = Started();

    /// <summary>Another process on the same tables, whose host's clock may be off.</summary>
    public CalmProcess Started(TimeSpan skew = default) => new(this, gates, clock.OffBy(skew));

    /// <summary>What waits goes on.</summary>
    public void LetGo()
    {
        while (gates.Count > 0)
            gates.Take(0).Passed.SetResult(Passage.Through);
    }

    public void Sell(Zar amount) => office.Sell(amount);

    public void Change(Func<BusinessParameters, BusinessParameters> change) => office.Change(change(office.Parameters));

    public PauseSwitchResult Pause(string reason = "looked at by hand") => process.Turn(pauses: true, reason);

    public PauseSwitchResult Resume(string reason = "all is well") => process.Turn(pauses: false, reason);

    public CancellationResult Cancel(string orderId = "m-1", string reason = "not wanted any more") => process.Cancel(orderId, reason);

    public void Wait(TimeSpan time) => clock.Advance(time);

    public RunResult Run(string orderId, string? note = null) => process.Run(orderId, note);

    public RunResult? RunDueSlot() => process.Ask<OrderService, RunResult?>(orders => orders.RunDueSlotAsync(CancellationToken.None));

    public AcceptanceResult Accept(long nonce, string? evidence = null) => process.Ask<NonceAcceptance, AcceptanceResult>(
        acceptance => acceptance.AcceptAsync(
            new NonceAcceptanceRequest(ModelKey.Versions[0].Address, nonce, "known", evidence, "operator"), CancellationToken.None));

    public T Ask<TService, T>(Func<TService, Task<T>> ask)
        where TService : notnull => process.Ask(ask);

    public ResolutionResult Resolve(string orderId, Finding finding, string? evidence, string reason = "looked") => process.Ask<OrderResolution, ResolutionResult>(
        resolution => resolution.ResolveAsync(new ResolutionRequest(orderId, finding, reason, evidence, "operator"), CancellationToken.None));

    public void Advance() => process.Advance();

    /// <summary>The order as it is stored, not as the process remembers it.</summary>
    public OrderRecord Find(string orderId) => Now(new OrderQueries(Tables).FindAsync(orderId, CancellationToken.None))!;

    public TreasuryState State() => Now(new OrderQueries(Tables).ReadStateAsync(CancellationToken.None));

    /// <summary>Another state is written over the one that is stored, and the newest record says the same.</summary>
    public void Edit(Func<TreasuryState, TreasuryState> change)
    {
        var table = Tables.Table(OrderKeys.Table);
        var row = Now(table.ReadAsync(OrderKeys.Partition, OrderKeys.State, CancellationToken.None))!;
        var newest = Now(OrderStoreReader.NewestRecordAsync(table, CancellationToken.None))!;
        var next = change(TreasuryStateRow.Read(row.Values));
        var record = RecordRow.Write(RecordRow.Read(newest.Values) with { Sums = next.Sums });
        var state = TreasuryStateRow.Write(next with { RecordHash = record.Text(RecordRow.HashColumn) });
        TableWrite[] writes = [new TableWrite.Replace(OrderKeys.State, state, row.ETag), new TableWrite.Replace(newest.Key, record, newest.ETag)];
        Now(table.SubmitAsync(OrderKeys.Partition, writes, CancellationToken.None));
    }

    /// <summary>Runs as they are recorded, newest first.</summary>
    public IReadOnlyList<RunRecord> Runs() => Now(new OrderQueries(Tables).ListRunsAsync(null, null, 100, null, CancellationToken.None)).Items;

    /// <summary>Blocks with what the node has in its pool, each some seconds after the one before.</summary>
    public void Mine(int blocks = 1)
    {
        for (var block = 0; block < blocks; block++)
        {
            clock.Advance(TimeSpan.FromSeconds(ModelChain.BlockSeconds));
            Chain.Mine(Node.Pool);
            Node.Follow(Chain.Head);
        }
    }

    /// <summary>Blocks that have no room for us.</summary>
    public void MineWithoutUs(int blocks)
    {
        for (; blocks > 0; blocks--)
        {
            clock.Advance(TimeSpan.FromSeconds(ModelChain.BlockSeconds));
            Chain.Mine(null);
            Node.Follow(Chain.Head);
        }
    }

    /// <summary>The newest blocks are undone, with what was in them, and one more than they were takes their place.</summary>
    public void Undo(int blocks)
    {
        Chain.Undo(blocks);
        for (var block = 0; block <= blocks; block++)
            Chain.Mine(null);
        Node.Follow(Chain.Head);
    }

    /// <summary>What others do on the chain, in a block of its own.</summary>
    public void OnChain(Func<ModelState, ModelState> change, bool withUs = true)
    {
        Chain.Others = change;
        if (withUs)
            Mine();
        else
            MineWithoutUs(1);
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

    public void EmptyPool() => Node.Pool.Clear();

    /// <summary>Another holder uses the wallet's key.</summary>
    public void Steal()
    {
        EmptyPool();
        Node.Hear(ModelTransaction.OfStranger(Chain));
        Mine();
    }

    /// <summary>What a start of the service does to the tables.</summary>
    private void Opened()
    {
        Now(OpenedOrders.OpenAsync(Tables, clock, CancellationToken.None, shards: 1));
    }

    private static T Now<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Now(Task task) => task.GetAwaiter().GetResult();
}
