namespace BuyOrder.Ethereum.Encoding;

/// <param name="Name">Empty when the signature gives none.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsIndexed">It stands in a topic of an event's log, not in the data.</param>
public sealed record AbiParameter(string Name, AbiType Type, bool IsIndexed = false);
