using BuyOrder.Domain.Chain;

namespace BuyOrder.Domain;

/// <summary>A guard's no: the stable reason and one sentence with the figures, for operators.</summary>
public sealed record Refusal(ReasonCode Reason, string Detail)
{
    /// <summary>The call whose trial failed; null when it did not come so far.</summary>
    public TriedCall? Tried { get; init; }
}

/// <summary>A call that was tried before it would have been signed, so that an operator can try it again.</summary>
/// <param name="To">The contract.</param>
/// <param name="Data">The calldata, 0x-prefixed.</param>
public sealed record TriedCall(Address To, string Data);
