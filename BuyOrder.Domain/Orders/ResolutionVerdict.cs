using System.Numerics;

namespace BuyOrder.Domain.Orders;

/// <summary>Whether the chain bears out what an operator found about an unknown order.</summary>
public abstract record ResolutionVerdict
{
    private ResolutionVerdict()
    {
    }

    /// <summary>It does: the order ends.</summary>
    /// <param name="Purchase">What was bought; null when nothing was.</param>
    /// <param name="Attempts">Those whose end is now known otherwise than it was stored.</param>
    /// <param name="GasSpentWei">Of all of the order's transactions.</param>
    public sealed record Borne(Purchase? Purchase, IReadOnlyList<Attempt> Attempts, BigInteger GasSpentWei) : ResolutionVerdict;

    /// <summary>The chain says otherwise, or not yet: another finding or a later moment may do.</summary>
    public sealed record Contradicted(string Detail) : ResolutionVerdict;

    /// <summary>The evidence is not a purchase of this order and never will be.</summary>
    public sealed record NoEvidence(string Detail) : ResolutionVerdict;
}
