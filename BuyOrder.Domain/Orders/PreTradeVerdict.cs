using BuyOrder.Domain.Fees;
using BuyOrder.Domain.Market;

namespace BuyOrder.Domain.Orders;

/// <summary>What the guards say to a purchase.</summary>
public abstract record PreTradeVerdict
{
    private PreTradeVerdict()
    {
    }

    /// <summary>Nothing is in the way.</summary>
    /// <param name="Trade">The purchase, sized.</param>
    /// <param name="Fee">What its transaction offers for gas.</param>
    /// <param name="Detail">One sentence with the price.</param>
    public sealed record Passed(Trade Trade, FeeOffer Fee, string Detail) : PreTradeVerdict;

    /// <summary>It must not be made.</summary>
    /// <param name="Refusal">Which guard, and its figures.</param>
    /// <param name="Trade">The purchase where the market takes it and another guard refuses; null otherwise.</param>
    public sealed record Refused(Refusal Refusal, Trade? Trade = null) : PreTradeVerdict;
}
