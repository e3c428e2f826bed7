using System.Text;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Functions.Orders;
using BuyOrder.Functions.Parameters;
using BuyOrder.Functions.Revenue;
using BuyOrder.Functions.Storage;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>
/// Chain, nodes, tables, clock and some processes of the app in one thread, with everything that happens, and when, taken from one seed.
/// First it all goes wrong, then the faults stop and every order must end.
/// </summary>
internal sealed class World
{
    /// <summary>Ticks after the last fault within which every order ends.</summary>
    private const int PatienceTicks = 400;

    private static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private readonly int seed;
    private readonly Random random;
    private readonly Swarm swarm;
    private readonly FakeTimeProvider clock = new(Start);
    private readonly MemoryTableStore tables = new();
    private readonly Plant plant;
    private readonly ModelChain chain = new(Start.ToUnixTimeSeconds());
    private readonly Gates gates = new();
    private readonly List<ModelNode> nodes = [];
    private readonly List<SimulatedProcess> processes = [];
    private readonly Disturbances disturbances;
    private readonly Audit audit;
    private Zar revenue = Zar.Zero;
    private int started;
    private int keys;
    private int sales;

    /// <param name="seed">Decides everything.</param>
    /// <param name="trace">Where to tell what happens; null tells nothing and is faster.</param>
    /// <param name="plant">A mistake put into the engine; null leaves it as it is.</param>
    public World(int seed, Trace? trace = null, Plant? plant = null)
    {
        this.seed = seed;
        Trace = trace;
        random = new Random(seed);
        swarm = Swarm.Of(random);
        this.plant = plant ?? new Plant();
        audit = new Audit(tables, chain);
        for (var number = 0; number < swarm.Nodes; number++)
            nodes.Add(new ModelNode($"node{number}", chain.Head, swarm, random, Gossip));
        disturbances = new Disturbances(swarm, random, chain, nodes, clock, Tell);
    }

    public Trace? Trace { get; }

    private static BusinessParameters Parameters { get; } = new()
    {
        RateBps = 1_000,
        Minimum = new Zar(100_00),
        Maximum = new Zar(20_000_00),
        SlippageBps = 100,
        DeviationBps = 200,
        ImpactBps = 100,
        MaxFeePerGasWei = 100_000_000_000,
        MaxPriorityFeePerGasWei = 2_000_000_000,
        ReferencePrice = Price.Parse("50.00"),
        Schedule = "0 */20 * * * *",
        ScheduleTimeZone = "UTC",
    };

    /// <exception cref="SimulationException">Something that must never be has come to be; the message has the seed.</exception>
    public IReadOnlyList<OrderRecord> Run()
    {
        try
        {
            Open();
            for (var step = 0; step < swarm.Steps; step++)
                Step();
            Settle();
            return audit.Orders();
        }
        catch (Exception error)
        {
            throw new SimulationException($"Seed {seed}, {swarm}: {error.Message}", error);
        }
    }

    private void Open()
    {
        Now(tables.CreateMissingAsync([BookKeys.Table, ParameterStore.TableName], CancellationToken.None));
        Now(new ParameterStore(tables, clock).InitialiseAsync(Parameters, CancellationToken.None));
        Now(new BookStore(tables).InitialiseAsync(BookState.OpenedAt(clock.GetUtcNow()), CancellationToken.None));
        Sell();
        for (var number = 0; number < swarm.Processes; number++)
            processes.Add(NewProcess());
    }

    private void Step()
    {
        if (gates.Count > 0 && random.Next(10) < 9)
            LetOnePass();
        else if (random.Next(10) < 5)
            BeginWork(processes[random.Next(processes.Count)]);
        else if (random.Next(12) == 0)
            Sell();
        else
            disturbances.Next();
        Look();
    }

    private void LetOnePass()
    {
        var gate = gates.Take(random.Next(gates.Count));
        var chance = random.NextDouble();
        if (chance < swarm.Deaths / 2)
        {
            Tell($"{gate.Process.Name} dies before: {gate.What}");
            gate.Process.Die();
            return;
        }

        var isTable = !gate.What.Contains("node", StringComparison.Ordinal);
        var faults = swarm.Deaths + (isTable ? swarm.TableFaults : swarm.NodeFaults);
        var passage = chance >= faults ? Passage.Through
            : chance < swarm.Deaths ? Passage.DieAfter
            : random.Next(2) == 0 ? Passage.NotDone
            : Passage.AnswerLost;
        Tell($"{gate.Process.Name} {gate.What}: {passage}");
        gate.Passed.SetResult(passage);
    }

    private void BeginWork(SimulatedProcess process)
    {
        if (process.Doing is not null)
            return;
        var kind = random.Next(6);
        var key = random.Next(4) == 0 && keys > 0 ? random.Next(keys) : keys++;
        Tell($"{process.Name} begins {(kind == 0 ? $"manual run m-{key}" : kind == 1 ? "due slot" : "advance")}");
        process.Begin(orders => kind switch
        {
            0 => orders.RunAsync(new RunRequest(OrderTrigger.Manual, $"m-{key}", "operator"), CancellationToken.None),
            1 => orders.RunDueSlotAsync(CancellationToken.None),
            _ => orders.AdvanceAsync(CancellationToken.None),
        });
    }

    /// <summary>Takes finished work off the processes, starts new ones for the dead, and checks what must always hold.</summary>
    private void Look()
    {
        for (var index = 0; index < processes.Count; index++)
        {
            if (processes[index].IsDead)
                processes[index] = NewProcess();
            else if (!processes[index].TryFinish())
                continue;
            audit.CheckBook(revenue);
        }

        audit.CheckChain();
    }

    private void Settle()
    {
        Tell("The faults are over.");
        gates.IsOpen = true;
        while (gates.Count > 0)
            gates.Take(0).Passed.SetResult(Passage.Through);
        Look();
        disturbances.Calm();
        for (var tick = 0; tick < PatienceTicks && IsOpen(); tick++)
        {
            Tell($"tick {tick}");
            processes[tick % processes.Count].Begin(orders => orders.AdvanceAsync(CancellationToken.None));
            Look();
            disturbances.Mine();
        }

        if (IsOpen())
            throw new SimulationException($"{audit.Orders()[0].Order} did not end.");
        TryEverythingAgain();
        audit.CheckBook(revenue);
        audit.CheckEnd();
    }

    /// <summary>Whoever has kept any bytes that were ever stored gives them to the nodes once more.</summary>
    private void TryEverythingAgain()
    {
        foreach (var attempt in audit.Orders().SelectMany(record => record.Attempts).OrderBy(attempt => attempt.Nonce))
            disturbances.Offer(attempt.SignedBytes);
        for (var block = 0; block < 3; block++)
            disturbances.Mine();
        audit.CheckChain();
    }

    /// <summary>Only somebody else's use of the key may leave an order to a human.</summary>
    private bool IsOpen()
    {
        var open = audit.Orders().FirstOrDefault(record => !record.Order.IsEnded)?.Order;
        if (open is { IsUnknown: true } && !disturbances.KeyWasStolen)
            throw new SimulationException($"{open.Id} became unknown ({open.Hold}), though nobody else used the key.");
        return open is { IsUnknown: false } && !(disturbances.KeyWasStolen && open.Hold?.Reason == Domain.ReasonCode.ForeignNonce);
    }

    private SimulatedProcess NewProcess() => new($"process{++started}", tables, nodes, gates, clock, plant, Trace);

    private void Sell()
    {
        var amount = new Zar(random.Next(500_00, 200_000_00));
        using var ledger = new RevenueLedger(tables, new LedgerOptions { ShardCount = 1 }, clock);
        var message = $$"""
            { "id": "sale-{{++sales}}", "source": "course_sale", "amount": "{{amount}}", "currency": "ZAR", "occurredAt": "2026-11-20T10:00:00Z" }
            """;
        using var rejected = new RejectedRevenue(tables, clock);
        Now(new RevenueIntake(ledger, rejected).RecordAsync([new IncomingRevenue(Encoding.UTF8.GetBytes(message))], CancellationToken.None));
        revenue += amount;
        Tell($"sale of {amount}");
    }

    private void Gossip(ModelTransaction transaction)
    {
        audit.Seen(transaction);
        foreach (var node in nodes)
        {
            if (random.Next(2) == 0)
                node.Hear(transaction);
        }
    }

    private void Tell(string line) => Trace?.Add($"{clock.GetUtcNow():HH:mm:ss} #{chain.Head.Number} {line}");

    private static void Now(Task task) => task.GetAwaiter().GetResult();
}
