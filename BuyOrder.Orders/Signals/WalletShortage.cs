using System.Numerics;
using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Checks;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Schedule;
using BuyOrder.Domain.Treasury;

namespace BuyOrder.Orders.Signals;

/// <summary>What the wallet lacks for the next order. Pure.</summary>
internal static class WalletShortage
{
    /// <summary>What the next order would spend; nothing while it would not come: below the minimum, or a limit is reached.</summary>
    public static Zar Next(Zar available, BusinessParameters rules, TreasuryState state, DateTimeOffset now)
    {
        var decision = AllocationRule.Decide(available, rules.RateBps, rules.Minimum, rules.Maximum);
        if (decision.BelowMinimum)
            return Zar.Zero;
        var limited = LimitRule.Apply(decision, rules, state.Windows?.At(now), state.NewestCounting?.At, now);
        return limited.Reached is null ? limited.Spend : Zar.Zero;
    }

    /// <summary>In native currency, smallest unit: the worst case of one order at the fee cap.</summary>
    public static BigInteger Gas(BusinessParameters rules) => PreTradeChecks.WorstCaseGas * rules.MaxFeePerGasWei;

    /// <summary>One sentence for each thing that does not last over the slots of the days that the settings name; none while there is no rate yet.</summary>
    public static IEnumerable<string> Ahead(
        PreTradeFacts facts, BusinessParameters rules, Zar next, TokenUnits units, RunRate? rate, WalletOptions options, DateTimeOffset now)
    {
        var days = WalletAhead.DaysOf(SlotSchedule.TryCreate(rules.Schedule, rules.ScheduleTimeZone), now, options.WarningDays);
        return rate?.Shortages(new WalletAhead(
            facts.StablecoinBalance, PreTradeChecks.ReserveOf(rules, units), facts.NativeBalanceWei, units, next, days)) ?? [];
    }

    /// <summary>One sentence for each thing that is short.</summary>
    public static IEnumerable<string> Find(PreTradeFacts facts, BusinessParameters rules, Zar next, TokenUnits units)
    {
        if (next > Zar.Zero && facts.StablecoinBalance < units.ToStablecoin(next) + PreTradeChecks.ReserveOf(rules, units))
        {
            var kept = rules.Limits.WalletReserve is { } reserve && reserve > Zar.Zero ? $" and the {reserve} ZAR that it must keep" : "";
            yield return $"The wallet holds less stablecoin than the {next} ZAR that the next order would spend{kept}.";
        }

        if (facts.NativeBalanceWei < Gas(rules))
            yield return "The wallet holds less native currency than the worst case of one order costs at the fee cap.";
    }
}
