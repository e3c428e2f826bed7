namespace BuyOrder.Ethereum.Rpc;

/// <summary>What one node made of a broadcast. The default is <see cref="BroadcastOutcome.Unknown"/>.</summary>
/// <param name="Outcome">The class of the answer.</param>
/// <param name="Refusal">The reason of a <see cref="BroadcastOutcome.Refused"/>, else none.</param>
/// <param name="Detail">The node's words, or why there are none; null when it accepted.</param>
public readonly record struct BroadcastAnswer(
    BroadcastOutcome Outcome, BroadcastRefusal Refusal = BroadcastRefusal.None, string? Detail = null);
