using BuyOrder.Domain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;

namespace BuyOrder.Orders.Engine.Runs;

/// <summary>From the words of the market's guards to those of runs and orders.</summary>
internal static class GuardMapping
{
    public static GuardLimits Limits(BusinessParameters parameters) =>
        new(parameters.ImpactBps, parameters.DeviationBps, parameters.SlippageBps, parameters.MaxFeePerGasWei);

    public static ReasonCode Reason(GuardOutcome outcome) => outcome switch
    {
        GuardOutcome.PriceRejected => ReasonCode.PriceRejected,
        GuardOutcome.PriceImpact => ReasonCode.PriceImpact,
        GuardOutcome.FeeTooHigh => ReasonCode.FeeTooHigh,
        GuardOutcome.NoLiquidity or GuardOutcome.QuoteMismatch => ReasonCode.MarketUnavailable,
        _ => throw new InvalidOperationException($"{outcome} is not a refusal."),
    };

    public static OrderQuote Quote(string market, GuardVerdict verdict, TokenUnits units, Price reference, long block) => new(
        market,
        verdict.Quote.AmountOut,
        units.PriceOf(verdict.Quote.AmountIn, verdict.Quote.AmountOut)!.Value,
        reference,
        verdict.ImpactBps,
        verdict.DeviationBps,
        block);
}
