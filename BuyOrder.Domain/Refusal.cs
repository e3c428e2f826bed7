namespace BuyOrder.Domain;

/// <summary>A guard's no: the stable reason and one sentence with the figures, for operators.</summary>
public sealed record Refusal(ReasonCode Reason, string Detail)
{
    /// <summary>The call whose trial failed; null when it did not come so far.</summary>
    public TriedCall? Tried { get; init; }
}
