using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Schedule;

namespace BuyOrder.Domain.Treasury;

/// <summary>What orders have spent and burnt lately, and how long a wallet lasts at that. Pure; whole days, rounded down.</summary>
/// <param name="Spent">Of completed orders.</param>
/// <param name="GasWei">Of all orders that ended.</param>
/// <param name="Orders">How many of them completed.</param>
/// <param name="Over">The time in which; a day at least, so that one order does not look like many.</param>
public sealed record RunRate(Zar Spent, BigInteger GasWei, long Orders, TimeSpan Over)
{
    /// <summary>No further back than this.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private static readonly TimeSpan Shortest = TimeSpan.FromDays(1);

    /// <summary>From two records of the chain; null while no order completed between them.</summary>
    /// <param name="then">The older one.</param>
    /// <param name="thenAt">When it was.</param>
    /// <param name="now">The newest.</param>
    /// <param name="at">The time.</param>
    public static RunRate? Between(TreasurySums then, DateTimeOffset thenAt, TreasurySums now, DateTimeOffset at)
    {
        var (spent, orders) = (now.TotalSpent - then.TotalSpent, now.Completed - then.Completed);
        if (orders <= 0 || spent <= Zar.Zero)
            return null;
        var over = at - thenAt;
        return new RunRate(spent, now.GasSpentWei - then.GasSpentWei, orders, over < Shortest ? Shortest : over);
    }

    /// <summary>Rounded up.</summary>
    public Zar SpentPerDay => new((long)PerDay(Spent.Cents));

    /// <summary>Rounded up.</summary>
    public BigInteger GasPerDayWei => PerDay(GasWei);

    /// <summary>How many days the stablecoin lasts above what the wallet must keep.</summary>
    public long StablecoinDays(BigInteger balance, BigInteger reserve, TokenUnits units) => Days(balance - reserve, units.ToStablecoin(Spent));

    /// <summary>How many days the native currency lasts; null while no gas was burnt.</summary>
    public long? NativeDays(BigInteger balanceWei) => GasWei.Sign > 0 ? Days(balanceWei, GasWei) : null;

    /// <summary>One sentence for each of the two that does not last over the slots that lie ahead; none where no slot does.</summary>
    public IEnumerable<string> Shortages(WalletAhead ahead)
    {
        if (ahead.Days == 0)
            yield break;
        var need = ahead.Next + new Zar(SpentPerDay.Cents * ahead.Days);
        var days = StablecoinDays(ahead.Stablecoin, ahead.Reserve, ahead.Units);
        if (ahead.Stablecoin - ahead.Reserve < ahead.Units.ToStablecoin(need))
            yield return Text($"At the {SpentPerDay} ZAR a day of late the wallet's stablecoin lasts {days} days; the slots of {ahead.Days} days take {need} ZAR.");
        if (NativeDays(ahead.NativeWei) is { } gasDays && gasDays < ahead.Days)
            yield return Text($"At the {GasPerDayWei} wei of gas a day of late the wallet's native currency lasts {gasDays} days; the slots lie ahead for {ahead.Days} days.");
    }

    private long Days(BigInteger have, BigInteger used) =>
        have.Sign <= 0 ? 0 : (long)BigInteger.Min(long.MaxValue, have * Over.Ticks / (used * TimeSpan.TicksPerDay));

    private BigInteger PerDay(BigInteger amount) => ((amount * TimeSpan.TicksPerDay) + Over.Ticks - 1) / Over.Ticks;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a wallet has, and what lies ahead of it.</summary>
/// <param name="Stablecoin">Smallest unit.</param>
/// <param name="Reserve">What of it must stay.</param>
/// <param name="NativeWei">For gas.</param>
/// <param name="Units">The scale of the stablecoin.</param>
/// <param name="Next">What the revenue that is there already would spend.</param>
/// <param name="Days">Days, rounded up, to the last slot of the time that is looked ahead; 0 when there is no slot in it.</param>
public sealed record WalletAhead(BigInteger Stablecoin, BigInteger Reserve, BigInteger NativeWei, TokenUnits Units, Zar Next, int Days)
{
    /// <summary>Days to the last slot within the most that are looked at; 0 when none comes.</summary>
    public static int DaysOf(SlotSchedule? schedule, DateTimeOffset now, int most) =>
        schedule?.LatestDue(now.AddDays(most), now) is { } slot
            ? (int)Math.Max(1, ((slot.At - now).Ticks + TimeSpan.TicksPerDay - 1) / TimeSpan.TicksPerDay)
            : 0;
}
