namespace BuyOrder.Ethereum.Rpc;

/// <summary>What became of a question to one of several nodes.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Calls">What was made of the node's batch; each call has its own state.</param>
/// <param name="Failure">Set when the node answered no call.</param>
public sealed record NodeOutcome<T>(string Node, T Calls, NodeUnavailableException? Failure);
