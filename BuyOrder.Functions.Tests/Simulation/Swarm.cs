namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Which troubles a scenario has. Each has only some of them: faults that hide each other get their turns apart.</summary>
internal sealed record Swarm
{
    public int Nodes { get; init; } = 1;

    public int Processes { get; init; } = 1;

    public int Steps { get; init; }

    /// <summary>Chance that a call on the tables fails.</summary>
    public double TableFaults { get; init; }

    /// <summary>Chance that a batch to a node fails.</summary>
    public double NodeFaults { get; init; }

    /// <summary>Chance that the process dies at a call.</summary>
    public double Deaths { get; init; }

    /// <summary>Chance that a node does not find a receipt that it has.</summary>
    public double IndexLag { get; init; }

    /// <summary>Chance that a node refuses a broadcast for reasons of its own.</summary>
    public double OddRefusals { get; init; }

    public bool HasFinalizedTag { get; init; } = true;

    public bool Reorgs { get; init; }

    public bool Drops { get; init; }

    public bool Lag { get; init; }

    public bool FeeSpikes { get; init; }

    public bool PriceMoves { get; init; }

    public bool ClockJumps { get; init; }

    /// <summary>Somebody else uses the wallet's key.</summary>
    public bool Stranger { get; init; }

    public static Swarm Of(Random random) => new()
    {
        Nodes = random.Next(2) == 0 ? 1 : 3,
        Processes = random.Next(3) switch { 0 => 1, 1 => 2, _ => 3 },
        Steps = random.Next(150, 400),
        TableFaults = Chance(random, 0.05),
        NodeFaults = Chance(random, 0.08),
        Deaths = Chance(random, 0.02),
        IndexLag = Chance(random, 0.1),
        OddRefusals = Chance(random, 0.2),
        HasFinalizedTag = random.Next(4) > 0,
        Reorgs = random.Next(2) == 0,
        Drops = random.Next(2) == 0,
        Lag = random.Next(2) == 0,
        FeeSpikes = random.Next(2) == 0,
        PriceMoves = random.Next(3) == 0,
        ClockJumps = random.Next(3) == 0,
        Stranger = random.Next(15) == 0,
    };

    private static double Chance(Random random, double most) => random.Next(2) == 0 ? 0 : random.NextDouble() * most;
}
