using System.Globalization;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Parameters;

namespace BuyOrder.Domain.Revenue;

/// <summary>
/// Judges whether revenue is beyond a limit. What is beyond one is refused when it is a sale; a refund counts all the same, and buying
/// stops until an operator has confirmed it.
/// </summary>
public static class Plausibility
{
    /// <summary>The most days by which the newest table may be older than a message's day and still be used for it.</summary>
    public const int MaxTableAgeDays = 7;

    /// <summary>Why it is beyond a limit; null when it is not.</summary>
    /// <param name="revenue">What was sent, with its value.</param>
    /// <param name="limits">Those in force.</param>
    /// <param name="tableRate">The rate that the message's own is compared with; null when there is none to compare with.</param>
    /// <param name="now">The time of the judgement.</param>
    public static Rejection? Check(ValuedRevenue revenue, PlausibilityLimits limits, ExchangeRate? tableRate, DateTimeOffset now)
    {
        var message = revenue.Message;
        if (message.Kind == RevenueKind.Sale && SettlementRule.Check(message, limits.NotSettledStatuses) is { } notSettled)
            return notSettled;
        var value = Zar.Max(revenue.Value, -revenue.Value);
        if (value > limits.MaxAmount)
            return new(RejectionReason.ImplausibleAmount, "amount", $"The value is {value} ZAR; plausible is at most {limits.MaxAmount} ZAR.");
        if (limits.MaxRateDeviationBps is { } bps && tableRate is not null && message.ExchangeRate?.IsFartherThan(bps, tableRate) == true)
        {
            return new(
                RejectionReason.ImplausibleRate,
                "exchangeRate",
                string.Create(CultureInfo.InvariantCulture, $"The rate is {message.ExchangeRate}; plausible is at most {bps} basis points from the table's {tableRate}."));
        }
        return Time(message.OccurredAt - now, limits);
    }

    /// <summary>True when <see cref="Check"/> needs a rate to compare with.</summary>
    public static bool NeedsTableRate(RevenueMessage message, PlausibilityLimits limits) =>
        limits.MaxRateDeviationBps is not null && message.ExchangeRate is not null && message.Amount.Currency != Currency.Zar;

    private static Rejection? Time(TimeSpan ahead, PlausibilityLimits limits)
    {
        if (ahead > limits.MaxFuture)
        {
            return new(
                RejectionReason.ImplausibleTime, "occurredAt", $"The time lies ahead; plausible is at most {IsoDuration.Format(limits.MaxFuture.Value)} from now.");
        }
        return -ahead > limits.MaxAge
            ? new(
                RejectionReason.ImplausibleTime, "occurredAt", $"The time lies too far back; plausible is at most {IsoDuration.Format(limits.MaxAge.Value)} ago.")
            : null;
    }
}
