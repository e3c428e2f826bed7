using System.Numerics;
using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Market;

/// <summary>The guards' answer with the figures it rests on. Figures that could not be computed are zero.</summary>
/// <param name="Outcome">Only <see cref="GuardOutcome.Accepted"/> permits the purchase.</param>
/// <param name="Message">One sentence with the figure, the limit and, for a price, the reference.</param>
/// <param name="Spend">The amount the verdict is about: what was asked for, or what sizing left of it.</param>
/// <param name="Quote">The quote for exactly that amount.</param>
/// <param name="MinimumOut">The least number of token units to accept.</param>
/// <param name="ImpactBps">Price impact, the pools' fee included.</param>
/// <param name="DeviationBps">Above the reference is positive.</param>
public sealed record GuardVerdict(
    GuardOutcome Outcome, string Message, Zar Spend, Quote Quote, BigInteger MinimumOut, int ImpactBps, int DeviationBps)
{
    public bool IsAccepted => Outcome == GuardOutcome.Accepted;
}
