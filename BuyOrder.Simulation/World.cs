using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Prices;
using BuyOrder.Orders.Rows;
using BuyOrder.Simulation.Auditing;
using BuyOrder.Simulation.Processes;
using BuyOrder.Simulation.Troubles;
using BuyOrder.Storage;
using BuyOrder.Testing.Model;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Logging.Abstractions;

namespace BuyOrder.Simulation;

/// <summary>
/// Chain, nodes, tables, vault, clock and some processes of the app in one thread, with everything that happens, and when, taken from one
/// seed. First it all goes wrong, then the faults stop and every order and task must end.
/// </summary>
internal sealed class World
{
    private readonly int seed;
    private readonly Trace? trace;
    private readonly Plant plant;
    private readonly Coverage coverage;
    private readonly Random random;
    private readonly Swarm swarm;
    private readonly Fate fate;
    private readonly Limits limits;
    private readonly ModelClock clock;
    private readonly ModelVault vault = new();
    private readonly ModelChain chain;
    private readonly ITableStore tables;
    private readonly Gates gates;
    private readonly PriceSetup? priceSetup;
    private readonly PriceFeeds? feeds;
    private readonly MarketRoute route;
    private readonly Sights sights;
    private readonly Audit audit;
    private readonly Operator onCall;
    private readonly PauseDesk desk;
    private readonly CancelDesk cancels;
    private readonly TaskDesk tasks;
    private readonly List<ModelNode> nodes = [];
    private readonly List<SimulatedProcess> processes = [];
    private readonly ChainTroubles onChain;
    private readonly HostTroubles around;
    private readonly RowTroubles rows;
    private readonly List<Action> troubles;
    private readonly Office office;
    private readonly Garbage garbage;
    private readonly Workload work;
    private SimulationException? broken;
    private int started;

    /// <param name="seed">Decides everything.</param>
    /// <param name="trace">Where to tell what happens; null tells nothing and is faster.</param>
    /// <param name="plant">A mistake put into the engine; null leaves it as it is.</param>
    /// <param name="coverage">Where to count what happens.</param>
    public World(int seed, Trace? trace = null, Plant? plant = null, Coverage? coverage = null)
    {
        (this.seed, this.trace, this.plant, this.coverage) = (seed, trace, plant ?? new Plant(), coverage ?? new Coverage());
        (random, limits) = (new Random(seed), Limits.Of(seed));
        clock = new ModelClock(limits.Start);
        garbage = new Garbage(seed);
        swarm = Swarm.Of(random).WithOwnChances(seed, this.plant);
        fate = new Fate(swarm, random, this.coverage);
        gates = new Gates(Decide);
        var ofPrices = new Random(seed ^ PriceFeeds.Own);
        var ofMarkets = new Random(seed ^ MarketTroubles.Own);
        priceSetup = swarm.Prices ? new PriceSetup(ofPrices, limits.Start, swarm.Markets) : null;
        var marketSetup = swarm.Markets ? new MarketSetup(ofMarkets) : null;
        route = marketSetup?.Route ?? ModelContracts.Route;
        chain = new ModelChain(clock, priceSetup?.Feeds, marketSetup?.Pool);
        sights = new Sights(swarm.Nodes);
        audit = new Audit(chain, this.coverage, limits.Ledger.BusinessTimeZone)
        {
            Parameters = version => office!.Of(version),
            Answered = () => office?.Answered ?? 0,
            Prices = priceSetup is null ? null : new PriceAudit(priceSetup, sights, this.coverage) { Parameters = version => office!.Of(version), Newest = () => office!.Newest },
            Markets = marketSetup is null ? null : new MarketAudit(route.Places, priceSetup!, sights, this.coverage) { Parameters = version => office!.Of(version) },
        };
        onCall = new Operator(chain, audit.Book, this.coverage);
        var store = new MemoryTableStore();
        tables = new TableTap(store) { Applied = Written };
        Now(store.CreateMissingAsync([OrderKeys.Table, ParameterStore.TableName], CancellationToken.None));
        office = new Office(tables, clock, options: limits.Ledger) { Changed = audit.Revenue };
        for (var number = 0; number < swarm.Nodes; number++)
            nodes.Add(new ModelNode($"node{number}", chain.Head, swarm.OfNode(random, this.coverage), Gossip));
        Action<string>? tell = trace is null ? null : Tell;
        desk = new PauseDesk(onCall, audit.Book, NewProcess) { Tell = tell };
        cancels = new CancelDesk(seed, onCall, audit.Book, NewProcess) { Tell = tell };
        tasks = new TaskDesk(seed, chain, audit.Book, this.coverage, NewProcess) { Tell = tell, Steal = swarm.Stranger ? () => onChain!.Steal() : null };
        onChain = new ChainTroubles(swarm, random, chain, nodes, clock, this.coverage) { Tell = tell, Look = audit.CheckHead };
        around = new HostTroubles(swarm, limits, random, chain, onChain, nodes, vault, office, processes, this.coverage)
        {
            Tell = tell,
            IsIdle = () => audit.Book.IsIdle,
        };
        rows = new RowTroubles(seed, store, this.coverage) { Tell = tell };
        work = new Workload(random, () => audit.Book.IsIdle, run => this.plant.ByHand(run, office.Parameters), tell);
        feeds = priceSetup is null ? null : new PriceFeeds(priceSetup, ofPrices, chain, this.coverage) { Tell = tell, OnChain = onChain, Office = office };
        chain.Keeper = feeds is null ? chain.Keeper : feeds.Keep;
        troubles = [.. onChain.All(), .. around.All(), .. feeds?.All() ?? []];
        if (marketSetup is not null)
            troubles.AddRange(new MarketTroubles(ofMarkets, chain, this.coverage) { Tell = tell }.All());
        if (swarm.Office)
            troubles.AddRange([desk.Turn, desk.Turn]);
        if (swarm.RowFaults)
            troubles.AddRange([rows.Strike, rows.Strike]);
    }

    /// <returns>The orders as they ended.</returns>
    /// <exception cref="SimulationException">Something that must never be has come to be; the message has the seed.</exception>
    public IReadOnlyCollection<Order> Run()
    {
        try
        {
            Open();
            for (var step = 0; step < swarm.Steps; step++)
                Step();
            Settle();
            coverage.Scenarios++;
            return audit.Book.Orders;
        }
        catch (Exception error)
        {
            throw new SimulationException($"Seed {seed}: {error.Message} {swarm}", error);
        }
    }

    private void Written(string partition, IReadOnlyList<TableWrite> writes)
    {
        if (partition == OrderKeys.Partition)
            audit.Written(writes);
    }

    private void Open()
    {
        office.Change(priceSetup?.In(limits.In(office.Parameters)) ?? limits.In(office.Parameters));
        if (swarm.Tasks)
            tasks.Begin();
        onChain.Begin();
        Now(OpenedOrders.OpenAsync(tables, clock, limits.Ledger, CancellationToken.None));
        Now(OpenedOrders.ChangeAsync(tables, state => state.Watch([ModelContracts.OldRouter]), CancellationToken.None));
        around.Sell();
        for (var number = 0; number < swarm.Processes; number++)
            processes.Add(NewProcess());
        swarm.Count(coverage);
    }

    private void Step()
    {
        if (swarm.Cancels)
            cancels.Meanwhile();
        if (swarm.Tasks)
            tasks.Meanwhile();
        var choice = random.Next(20);
        if (gates.Count > 0 && choice < 14)
            LetOnePass();
        else if (choice < 8)
            work.Begin(processes[random.Next(processes.Count)]);
        else if (choice == 8)
            around.Sell();
        else if (choice < 13 && troubles.Count > 0)
            troubles[random.Next(troubles.Count)]();
        else if (choice == 13)
            clock.Advance(TimeSpan.FromSeconds(random.Next(1, 60)));
        else
            onChain.Mine(empty: choice == 14);
        Look();
    }

    private void LetOnePass()
    {
        if (swarm.Office && random.Next(PauseDesk.MeanwhileOneIn) == 0)
            desk.Turn();
        var index = random.Next(gates.Count);
        if (gates.At(index).Process.IsPaused)
            return;
        var gate = gates.Take(index);
        var passage = fate.Of(gate.Kind);
        TellOf(gate, passage);
        if (passage == Passage.DieBefore)
            gate.Process.Die();
        else
            gate.Passed.SetResult(passage);
    }

    private Passage? Decide(Gates.Gate gate)
    {
        if (fate.LetsWait())
            return null;
        var passage = fate.Of(gate.Kind);
        TellOf(gate, passage);
        return passage;
    }

    /// <summary>Takes finished work off the processes and starts new ones for the dead.</summary>
    private void Look()
    {
        if (broken is not null)
            throw broken;
        for (var index = 0; index < processes.Count; index++)
        {
            if (processes[index].IsDead)
                processes[index] = NewProcess();
            else
                processes[index].TryFinish();
        }

        desk.TryFinish();
        cancels.TryFinish();
        tasks.TryFinish();
    }

    private void Settle()
    {
        Tell("The faults are over.");
        foreach (var process in processes)
            process.IsPaused = false;
        gates.Open();
        Look();
        rows.PutBack();
        Look();
        if (audit.Book.State.IsPaused)
            desk.Turn();
        around.Calm();
        onChain.Calm();
        feeds?.Calm();
        new Ending(audit, onCall, onChain, processes) { Tell = trace is null ? null : Tell, Look = Look }.Run();
    }

    private SimulatedProcess NewProcess()
    {
        var skew = random.NextDouble() * 2 * swarm.Skew - swarm.Skew;
        var host = clock.OffBy(skew);
        var sight = priceSetup is null ? null : new Sight(sights, host);
        return new SimulatedProcess($"process{++started}", gates, process =>
        {
            List<GatedNode> reached = [.. nodes.Select(node => new GatedNode(node, gates, process, garbage))];
            var called = new GatedTables(sight?.Behind(tables) ?? tables, gates, process);
            return new SimulatedProcess.Edges(
                plant.Tables(sight?.Before(called) ?? called),
                plant.Nodes(sight?.Over(reached) ?? reached),
                plant.Signers(new GatedSigners(vault, gates, process)),
                CancelAudit.Watched(coverage.Counted(plant.Decision(JobDecision.Decide))),
                host,
                trace is null ? NullLoggerFactory.Instance : trace,
                limits.Ledger)
            {
                Route = route,
                Prices = priceSetup is null ? PriceSourceOptions.None : plant.Sources(priceSetup.Options),
            };
        });
    }

    /// <summary>The engine takes every exception of a node for that node's failing, so what is broken is kept until the world looks.</summary>
    private void Gossip(ModelTransaction transaction)
    {
        try
        {
            audit.Seen(transaction);
        }
        catch (SimulationException error)
        {
            broken ??= error;
        }

        foreach (var node in nodes)
        {
            if (random.Next(2) == 0)
                node.Hear(transaction);
        }
    }

    private void TellOf(Gates.Gate gate, Passage passage) => trace?.Add(
        $"{Stamp()} {gate.Process.Name} {gate.Kind} {(gate.About is IReadOnlyList<TableWrite> writes ? string.Join(' ', writes.Select(write => write.Key)) : gate.About)}: {passage}");

    private void Tell(string line) => trace?.Add($"{Stamp()} {line}");

    private string Stamp() => $"{clock.GetUtcNow():HH:mm:ss} #{chain.Head.Number}";

    private static void Now(Task task) => task.GetAwaiter().GetResult();
}
