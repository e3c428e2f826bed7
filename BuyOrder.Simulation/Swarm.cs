using BuyOrder.Testing.Model;

namespace BuyOrder.Simulation;

/// <summary>Which troubles a scenario has. Each has only some of them: faults that hide each other get their turns apart.</summary>
internal sealed record Swarm
{
    private const int RowFaultsOneIn = 12;
    private const int CancelsOneIn = 6;
    private const int TasksOneIn = 6;
    private const int StrangerAtTasksOneIn = 4;
    private const int LateReceiptsOneIn = 20;
    private const int PricesOneIn = 10;
    private const int MarketsOneIn = 2;

    public int Nodes { get; init; } = 1;

    public int Processes { get; init; } = 1;

    public int Steps { get; init; }

    /// <summary>Chance that a call waits while others go on; the others have their fate at once.</summary>
    public double Waiting { get; init; }

    /// <summary>Chance that a call on the tables fails.</summary>
    public double TableFaults { get; init; }

    /// <summary>Chance that a batch to a node fails.</summary>
    public double NodeFaults { get; init; }

    /// <summary>Chance that a call on the vault fails.</summary>
    public double VaultFaults { get; init; }

    /// <summary>Chance that the process dies at a call.</summary>
    public double Deaths { get; init; }

    /// <summary>Chance that a node does not find a receipt that it has.</summary>
    public double IndexLag { get; init; }

    /// <summary>Chance that a node refuses a broadcast for reasons of its own.</summary>
    public double OddRefusals { get; init; }

    /// <summary>Chance that an answer is some blocks older than the one before.</summary>
    public double Balanced { get; init; }

    /// <summary>How far the hosts' clocks are off at the most.</summary>
    public TimeSpan Skew { get; init; }

    public bool HasFinalizedTag { get; init; } = true;

    public bool Lies { get; init; }

    public bool Reorgs { get; init; }

    public bool Drops { get; init; }

    public bool Lag { get; init; }

    public bool StaleIndex { get; init; }

    public bool WrongChain { get; init; }

    public bool FeeSpikes { get; init; }

    public bool PriceMoves { get; init; }

    /// <summary>The pool runs dry, or the stablecoin cannot be moved.</summary>
    public bool MarketFails { get; init; }

    /// <summary>Others get in before our swaps.</summary>
    public bool Overtaken { get; init; }

    public bool Shortages { get; init; }

    /// <summary>The allowance is set without a transaction of the wallet.</summary>
    public bool Permits { get; init; }

    public bool ClockJumps { get; init; }

    public bool Pauses { get; init; }

    public bool KeyChanges { get; init; }

    public bool Office { get; init; }

    public bool Refunds { get; init; }

    /// <summary>Another holder uses the wallet's key.</summary>
    public bool Stranger { get; init; }

    /// <summary>Allowances of another time are left over, and the stablecoin wants them set to nothing first.</summary>
    public bool OddStablecoin { get; init; }

    /// <summary>Now and then approvals have no effect.</summary>
    public bool ApprovalsIgnored { get; init; }

    /// <summary>Now and then the token keeps a fee, or credits less than its events say.</summary>
    public bool OddToken { get; init; }

    /// <summary>Nodes that do not know one way to run a purchase before it is sent, or neither.</summary>
    public bool ProbeUnknown { get; init; }

    /// <summary>Rows of order store and parameters are edited or lost for a while.</summary>
    public bool RowFaults { get; init; }

    /// <summary>Orders are cancelled.</summary>
    public bool Cancels { get; init; }

    /// <summary>The wallet is given tasks.</summary>
    public bool Tasks { get; init; }

    /// <summary>Several price sources are switched on, and feeds fail.</summary>
    public bool Prices { get; init; }

    /// <summary>The token is sold at Uniswap v3 too, in some of the worlds with several price sources.</summary>
    public bool Markets { get; init; }

    /// <summary>
    /// Troubles that have chances of their own, unless they are wanted: in most worlds nothing of them happens, and they go as they did before
    /// there was such a thing.
    /// </summary>
    public Swarm WithOwnChances(int seed, Plant plant)
    {
        var ofTasks = new Random(seed ^ (int.MaxValue / 7));
        var tasks = plant.Tasks | Now(ofTasks, TasksOneIn);
        var prices = plant.Prices || plant.Markets || new Random(seed ^ (int.MaxValue / 5)).Next(PricesOneIn) == 0;
        var markets = plant.Markets || (prices && new Random(seed ^ (int.MaxValue / 13)).Next(MarketsOneIn) == 0);

        // A nonce that seems to be another's and then does not: receipts that are late, and answers from before it was final.
        var late = Now(new Random(seed ^ (int.MaxValue / 11)), LateReceiptsOneIn);
        return this with
        {
            RowFaults = plant.RowFaults || new Random(~seed).Next(RowFaultsOneIn) == 0,
            Cancels = plant.Cancels || new Random(seed ^ (int.MaxValue / 3)).Next(CancelsOneIn) == 0,
            Tasks = tasks,
            Stranger = Stranger || (tasks && Now(ofTasks, StrangerAtTasksOneIn)),
            StaleIndex = StaleIndex || late,
            Balanced = late ? Math.Max(Balanced, 0.3) : Balanced,
            Prices = prices,
            Markets = markets,

            // Uniswap v3 does not hold what arrives to the minimum: a token that turns odd in between makes a purchase that needs an operator.
            OddToken = OddToken && !markets,
        };
    }

    public static Swarm Of(Random random)
    {
        var nodes = random.Next(2) == 0 ? 1 : 3;
        return new Swarm
        {
            Nodes = nodes,
            Processes = random.Next(3) switch { 0 => 1, 1 => 2, _ => 3 },
            Steps = random.Next(30, 100),
            Waiting = random.Next(4) switch { 0 => 0, 1 => 1, _ => random.NextDouble() * 0.2 },
            TableFaults = Chance(random, 0.06),
            NodeFaults = Chance(random, 0.1),
            VaultFaults = Chance(random, 0.2),
            Deaths = Chance(random, 0.03),
            IndexLag = Chance(random, 0.1),
            OddRefusals = Chance(random, 0.3),
            Balanced = Chance(random, 0.2),
            Skew = TimeSpan.FromSeconds(Now(random, 4) ? random.Next(300) : 0),
            HasFinalizedTag = !Now(random, 4),
            Lies = Now(random, 2) && nodes > 2,
            Reorgs = Now(random, 2),
            Drops = Now(random, 2),
            Lag = Now(random, 3),
            StaleIndex = Now(random, 4),
            WrongChain = Now(random, 12),
            FeeSpikes = Now(random, 3),
            PriceMoves = Now(random, 3),
            MarketFails = Now(random, 6),
            Overtaken = Now(random, 6),
            Shortages = Now(random, 6),
            Permits = Now(random, 12),
            ClockJumps = Now(random, 3),
            Pauses = Now(random, 4),
            KeyChanges = Now(random, 6),
            Office = Now(random, 5),
            Refunds = Now(random, 5),
            Stranger = Now(random, 20),
            OddStablecoin = Now(random, 4),
            ApprovalsIgnored = Now(random, 12),
            OddToken = Now(random, 6),
            ProbeUnknown = Now(random, 8),
        };
    }

    /// <summary>Counts what a world has from its beginning.</summary>
    public void Count(Coverage coverage)
    {
        if (Processes == 3)
            coverage.Count(Happening.ThreeProcesses);
        if (Skew > TimeSpan.Zero)
            coverage.Count(Happening.SkewedClock);
    }

    /// <summary>What the nodes get wrong by themselves.</summary>
    public ModelNodeFaults OfNode(Random random, Coverage coverage) => new(random)
    {
        IndexLag = IndexLag,
        OddRefusals = OddRefusals,
        Balanced = Balanced,
        HasFinalizedTag = HasFinalizedTag,
        Happened = fault => coverage.Count(fault switch
        {
            ModelNodeFault.ReceiptNotFound => Happening.ReceiptNotFound,
            ModelNodeFault.OddRefusal => Happening.OddRefusal,
            ModelNodeFault.OlderAnswer => Happening.OlderAnswer,
            _ => throw new SimulationException($"A node has no fault {fault}."),
        }),
    };

    private static bool Now(Random random, int oneIn) => random.Next(oneIn) == 0;

    private static double Chance(Random random, double most) => Now(random, 2) ? 0 : random.NextDouble() * most;
}
