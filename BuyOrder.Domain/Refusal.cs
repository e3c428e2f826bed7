namespace BuyOrder.Domain;

/// <summary>A guard's no: the stable reason and one sentence with the figures, for operators.</summary>
public sealed record Refusal(ReasonCode Reason, string Detail);
