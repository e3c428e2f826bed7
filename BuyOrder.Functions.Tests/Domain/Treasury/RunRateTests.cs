using System.Numerics;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Schedule;
using BuyOrder.Domain.Treasury;

namespace BuyOrder.Functions.Tests.Domain.Treasury;

public sealed class RunRateTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 10, 0, 0, TimeSpan.Zero);
    private static readonly TokenUnits Units = new(18, 18);
    private static readonly TreasurySums Before = new(Zar.Zero, new Zar(100_00), 0, 7, 1, 0, null, Zar.Zero, "", Zar.Zero);
    private static readonly BigInteger Rand = BigInteger.Pow(10, 18);

    [Fact]
    public void Days_are_what_is_there_by_what_a_day_takes_rounded_down()
    {
        var rate = RunRate.Between(Before, Now.AddDays(-10), Before with { TotalSpent = new Zar(1_100_00), GasSpentWei = 1_007, Completed = 5 }, Now)!;

        Assert.Equal((new Zar(100_00), new BigInteger(100), 4L), (rate.SpentPerDay, rate.GasPerDayWei, rate.Orders));
        Assert.Equal((6L, 7L), (rate.StablecoinDays(699 * Rand, 0, Units), rate.StablecoinDays(700 * Rand, 0, Units)));
        Assert.Equal((6L, 0L, 0L), (rate.StablecoinDays(700 * Rand, 1, Units), rate.StablecoinDays(5 * Rand, 10 * Rand, Units), rate.StablecoinDays(0, 0, Units)));
        Assert.Equal((6L, 7L), (rate.NativeDays(699), rate.NativeDays(700)));
    }

    [Theory]
    [InlineData(700, 700, 0, 7, 0)]
    [InlineData(699, 700, 0, 7, 1)]
    [InlineData(700, 699, 0, 7, 1)]
    [InlineData(700, 700, 1, 7, 1)]
    [InlineData(0, 0, 0, 7, 2)]
    [InlineData(300, 300, 0, 3, 0)]
    [InlineData(0, 0, 1, 0, 0)]
    public void Shortages_name_what_does_not_last_over_the_slots_ahead(long rand, long wei, long next, int days, int count)
    {
        var rate = RunRate.Between(Before, Now.AddDays(-10), Before with { TotalSpent = new Zar(1_100_00), GasSpentWei = 1_007, Completed = 5 }, Now)!;

        var shortages = rate.Shortages(new WalletAhead(rand * Rand, 0, wei, Units, new Zar(next * 100), days)).ToList();

        Assert.Equal(count, shortages.Count);
        Assert.All(shortages, shortage => Assert.Contains($"{days} days", shortage, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(800, 0)]
    [InlineData(799, 1)]
    public void What_the_wallet_must_keep_does_not_last(long rand, int count)
    {
        var rate = RunRate.Between(Before, Now.AddDays(-10), Before with { TotalSpent = new Zar(1_100_00), GasSpentWei = 1_007, Completed = 5 }, Now)!;

        Assert.Equal(count, rate.Shortages(new WalletAhead(rand * Rand, 100 * Rand, 700, Units, Zar.Zero, 7)).Count());
    }

    [Theory]
    [InlineData("0 0 12 * * *", 7)]
    [InlineData("0 0 12 5 * *", 6)]
    [InlineData("0 0 12 20 * *", 0)]
    [InlineData("0 30 10 30 * *", 1)]
    public void Days_ahead_end_with_the_last_slot_and_are_none_where_no_slot_comes(string schedule, int days) =>
        Assert.Equal(days, WalletAhead.DaysOf(SlotSchedule.TryCreate(schedule, "UTC"), Now, most: 7));

    [Fact]
    public void Rate_of_less_than_a_day_is_that_of_a_day_and_there_is_none_without_an_order()
    {
        var hour = RunRate.Between(Before, Now.AddHours(-1), Before with { TotalSpent = new Zar(200_00), Completed = 2 }, Now);

        Assert.Equal(new Zar(100_00), hour!.SpentPerDay);
        Assert.Null(hour.NativeDays(1));
        Assert.Null(RunRate.Between(Before, Now.AddDays(-3), Before, Now));
        Assert.Null(RunRate.Between(Before, Now.AddDays(-3), Before with { Failed = 1, GasSpentWei = 100 }, Now));
        Assert.Null(RunRate.Between(Before, Now.AddDays(-3), Before with { TotalSpent = Zar.Zero, Completed = 0 }, Now));
        Assert.Null(RunRate.Between(Before, Now.AddDays(-3), Before with { Completed = 2 }, Now));
        Assert.Null(RunRate.Between(Before, Now.AddDays(-3), Before with { TotalSpent = new Zar(200_00) }, Now));
    }
}
