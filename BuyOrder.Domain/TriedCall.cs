namespace BuyOrder.Domain;

/// <summary>A call that was tried before it would have been signed, so that whoever looks can try it again.</summary>
/// <param name="To">The contract's address.</param>
/// <param name="Data">The calldata, 0x-prefixed.</param>
public sealed record TriedCall(string To, string Data);
