using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Opening;

namespace BuyOrder.Simulation.Troubles;

/// <summary>
/// What the office allows in a day, a month and a time, where the ledger's days are those of some zone, and midnights and ends of months come
/// soon. From chances of its own: worlds without it go as they did before there was such a thing.
/// </summary>
internal sealed class Limits
{
    private const int OneIn = 10;

    /// <summary>Makes its chance another one than those of the same seed.</summary>
    private const int Own = 0x11D1;

    private static readonly string[] Zones =
        ["Africa/Johannesburg", "UTC", "Pacific/Auckland", "America/New_York", "Asia/Kathmandu", "America/St_Johns", "Europe/Berlin"];

    /// <summary>Ends of months and of a year, a day like any other, and nights in which clocks are changed.</summary>
    private static readonly DateOnly[] Days =
        [new(2026, 11, 30), new(2026, 12, 31), new(2027, 2, 28), new(2026, 12, 8), new(2027, 3, 27), new(2027, 3, 13), new(2027, 4, 3)];

    private readonly Random random;
    private readonly TimeZoneInfo zone = TimeZoneInfo.Utc;

    private Limits(int seed, bool areOn)
    {
        (AreOn, random) = (areOn, new Random(seed));
        if (!areOn)
            return;
        var name = Zones[random.Next(Zones.Length)];
        (Ledger, zone) = (new LedgerOptions { ShardCount = 1, BusinessTimeZone = name }, TimeZoneInfo.FindSystemTimeZoneById(name));
        var evening = Days[random.Next(Days.Length)].ToDateTime(new TimeOnly(21, 30));
        Start = new DateTimeOffset(evening, zone.GetUtcOffset(evening)).ToUniversalTime() + TimeSpan.FromMinutes(random.Next(150));
    }

    /// <summary>False in most worlds.</summary>
    public bool AreOn { get; }

    public LedgerOptions Ledger { get; } = new() { ShardCount = 1 };

    /// <summary>When the world begins.</summary>
    public DateTimeOffset Start { get; } = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public static Limits Of(int seed) => new(seed, new Random(seed ^ Own).Next(OneIn) == 0);

    /// <summary>Parameters with other limits: any of them may be off, and one that is 0 allows nothing.</summary>
    public BusinessParameters In(BusinessParameters parameters) => !AreOn ? parameters : parameters with
    {
        Limits = new BuyingLimits
        {
            MaxPerDay = Sum(parameters.Minimum, 20_000_00),
            MaxPerMonth = Sum(parameters.Minimum, 60_000_00),
            MinimumInterval = random.Next(4) == 0 ? TimeSpan.FromMinutes(random.Next(1, 19)) : null,
            WalletReserve = random.Next(4) == 0 ? new Zar(random.Next(1_000_00)) : null,
        },
    };

    /// <summary>The same later on, now and then with a price that holds an order until it fails, maybe on another day.</summary>
    public BusinessParameters Changed(BusinessParameters parameters) => In(parameters) with
    {
        ReferencePrice = random.Next(4) == 0 ? new Price(Office.MarketPrice.Scaled * 3 / 2) : Office.MarketPrice,
    };

    /// <summary>From a moment to some minutes before or after the next midnight, or some hours after it.</summary>
    public TimeSpan ToMidnight(DateTimeOffset now)
    {
        var next = BusinessDay.Of(now, zone).AddDays(1).ToDateTime(TimeOnly.MinValue);
        var wait = new DateTimeOffset(next, zone.GetUtcOffset(next)) - now + TimeSpan.FromMinutes(random.Next(-9, 10));
        if (random.Next(3) == 0)
            wait += TimeSpan.FromHours(random.Next(6, 9));
        return wait > TimeSpan.Zero ? wait : TimeSpan.FromMinutes(1);
    }

    private Zar? Sum(Zar minimum, int most) => random.Next(8) switch
    {
        0 => Zar.Zero,
        < 3 => null,
        _ => new Zar(random.Next((int)minimum.Cents, most)),
    };
}
