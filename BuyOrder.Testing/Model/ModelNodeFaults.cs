namespace BuyOrder.Testing.Model;

/// <summary>Which mistakes of its own a <see cref="ModelNode"/> makes, and how often.</summary>
/// <param name="Random">Decides when.</param>
internal sealed record ModelNodeFaults(Random Random)
{
    /// <summary>Chance that it does not find a receipt that it has.</summary>
    public double IndexLag { get; init; }

    /// <summary>Chance that it refuses a broadcast for reasons of its own.</summary>
    public double OddRefusals { get; init; }

    /// <summary>Chance that an answer is some blocks older than the one before.</summary>
    public double Balanced { get; init; }

    public bool HasFinalizedTag { get; init; } = true;

    /// <summary>Told of each mistake.</summary>
    public Action<ModelNodeFault> Happened { get; init; } = _ => { };

    public bool Happens(double chance) => chance > 0 && Random.NextDouble() < chance;
}

internal enum ModelNodeFault
{
    Unset = 0,
    ReceiptNotFound,
    OddRefusal,
    OlderAnswer,
}
