using System.Numerics;
using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;

namespace BuyOrder.Orders.Signals;

/// <summary>What the wallet lacks for the next order. Pure.</summary>
internal static class WalletShortage
{
    /// <summary>What the next order would spend; nothing while that is below the minimum.</summary>
    public static Zar Next(Zar available, BusinessParameters rules)
    {
        var decision = AllocationRule.Decide(available, rules.RateBps, rules.Minimum, rules.Maximum);
        return decision.BelowMinimum ? Zar.Zero : decision.Spend;
    }

    /// <summary>In native currency, smallest unit: the worst case of one order at the fee cap.</summary>
    public static BigInteger Gas(BusinessParameters rules) => PreTradeChecks.WorstCaseGas * rules.MaxFeePerGasWei;

    /// <summary>One sentence for each thing that is short.</summary>
    public static IEnumerable<string> Find(PreTradeFacts facts, BusinessParameters rules, Zar next, TokenUnits units)
    {
        if (facts.StablecoinBalance < units.ToStablecoin(next))
            yield return $"The wallet holds less stablecoin than the {next} ZAR that the next order would spend.";
        if (facts.NativeBalanceWei < Gas(rules))
            yield return "The wallet holds less native currency than the worst case of one order costs at the fee cap.";
    }
}
