using System.Globalization;
using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Treasury;

/// <summary>Whether revenue came as it is expected to come: if not, nothing is bought until an operator has confirmed it.</summary>
public static class RevenuePace
{
    /// <summary>Refunds beyond a limit that no operator has confirmed; null when there are none.</summary>
    /// <param name="refundsBeyond">How many there are, of each shard.</param>
    /// <param name="confirmed">What is confirmed.</param>
    public static string? CheckRefunds(IReadOnlyList<long> refundsBeyond, ConfirmedRevenue confirmed)
    {
        var (found, known) = (refundsBeyond.Sum(), confirmed.RefundsByShard().Sum());
        return found <= known
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{found} refunds were beyond a limit when they came, {known} of them are confirmed: an operator must look at the rest.");
    }

    /// <summary>Revenue that came faster than the limit allows; null when it did not, or is confirmed.</summary>
    /// <param name="growth">What came.</param>
    /// <param name="confirmed">What is confirmed.</param>
    /// <param name="maxPerDay">The limit; null: it is off.</param>
    public static string? CheckPace(RevenueGrowth growth, ConfirmedRevenue confirmed, Zar? maxPerDay)
    {
        var (total, now, since, openedAt) = growth;
        if (maxPerDay is not { } limit || total <= confirmed.Total)
            return null;
        var start = since?.At ?? openedAt ?? now;
        var days = 1 + Math.Max(0, (now - start).Ticks / TimeSpan.TicksPerDay);
        var revenue = (Int128)total.Cents - (since?.Total.Cents ?? 0);
        return revenue <= (Int128)limit.Cents * days
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{total - (since?.Total ?? Zar.Zero)} ZAR of revenue came in {days} {(days == 1 ? "day" : "days")} since {start:u}; plausible is at most {limit} ZAR a day: an operator must confirm it.");
    }
}

/// <summary>What the ledger's total has grown to, and from where it is measured.</summary>
/// <param name="Total">The ledger's.</param>
/// <param name="At">The time of the run.</param>
/// <param name="Since">What the newest order that has not failed froze; null when there was none.</param>
/// <param name="OpenedAt">When the order store was opened: without an order revenue is counted from there.</param>
public readonly record struct RevenueGrowth(Zar Total, DateTimeOffset At, RevenueMark? Since, DateTimeOffset? OpenedAt);
