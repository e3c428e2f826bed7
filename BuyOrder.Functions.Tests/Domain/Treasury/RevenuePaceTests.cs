using BuyOrder.Domain.Money;
using BuyOrder.Domain.Treasury;

namespace BuyOrder.Functions.Tests.Domain.Treasury;

public sealed class RevenuePaceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 1_000_00, true)]
    [InlineData(0, 1_000_01, false)]
    [InlineData(23, 1_000_00, true)]
    [InlineData(23, 1_000_01, false)]
    [InlineData(24, 2_000_00, true)]
    [InlineData(24, 2_000_01, false)]
    [InlineData(72, 4_000_00, true)]
    [InlineData(72, 4_000_01, false)]
    [InlineData(-5, 1_000_00, true)]
    [InlineData(0, -5_000_00, true)]
    public void Revenue_since_the_newest_order_may_be_the_limit_for_each_day_that_has_begun(int hours, long since, bool isPlausible)
    {
        var order = new RevenueMark("m-1", new Zar(50_000_00), Noon);

        var detail = RevenuePace.CheckPace(
            new RevenueGrowth(new Zar(50_000_00 + since), Noon.AddHours(hours), order, Noon.AddDays(-100)), ConfirmedRevenue.None, new Zar(1_000_00));

        Assert.Equal(isPlausible, detail is null);
    }

    [Theory]
    [InlineData(0, "4000.00 ZAR of revenue came in 1 day since 2026-11-20 12:00:00Z; plausible is at most 1000.00 ZAR a day: an operator must confirm it.")]
    [InlineData(30, "4000.00 ZAR of revenue came in 2 days since 2026-11-20 12:00:00Z; plausible is at most 1000.00 ZAR a day: an operator must confirm it.")]
    public void What_came_too_fast_is_told_with_its_time_and_the_limit(int hours, string told)
    {
        var order = new RevenueMark("m-1", new Zar(50_000_00), Noon);

        Assert.Equal(
            told,
            RevenuePace.CheckPace(new RevenueGrowth(new Zar(54_000_00), Noon.AddHours(hours), order, null), ConfirmedRevenue.None, new Zar(1_000_00)));
    }

    [Fact]
    public void Without_an_order_revenue_is_measured_from_the_opening_of_the_order_store()
    {
        Assert.Null(Check(3_000_00, Noon, new Zar(1_000_00), Noon.AddHours(50)));
        Assert.NotNull(Check(3_000_01, Noon, new Zar(1_000_00), Noon.AddHours(50)));
        Assert.NotNull(Check(1_000_01, null, new Zar(1_000_00), Noon));
    }

    [Theory]
    [InlineData(9_999_99, false)]
    [InlineData(10_000_00, true)]
    [InlineData(10_000_01, true)]
    public void Confirmation_holds_up_to_the_total_that_was_confirmed(long confirmed, bool isPlausible) => Assert.Equal(
        isPlausible,
        RevenuePace.CheckPace(
            new RevenueGrowth(new Zar(10_000_00), Noon, null, Noon), new ConfirmedRevenue { Total = new Zar(confirmed) }, new Zar(1)) is null);

    [Fact]
    public void Limit_of_zero_allows_nothing_one_that_is_off_everything_and_none_overflows()
    {
        Assert.NotNull(Check(1, Noon, Zar.Zero, Noon));
        Assert.Null(Check(long.MaxValue, Noon, null, Noon));
        Assert.Null(Check(long.MaxValue, DateTimeOffset.MinValue, new Zar(long.MaxValue), Noon));
    }

    [Theory]
    [InlineData(new long[] { 0, 0 }, null, true)]
    [InlineData(new long[] { 0, 1 }, null, false)]
    [InlineData(new long[] { 2, 1 }, "2,1", true)]
    [InlineData(new long[] { 2, 2 }, "2,1", false)]
    public void Refunds_beyond_a_limit_are_implausible_until_as_many_are_confirmed(long[] found, string? confirmed, bool isPlausible) =>
        Assert.Equal(isPlausible, RevenuePace.CheckRefunds(found, new ConfirmedRevenue { Refunds = confirmed }) is null);

    /// <summary>Without an order, and with nothing confirmed.</summary>
    private static string? Check(long cents, DateTimeOffset? openedAt, Zar? maxPerDay, DateTimeOffset now) =>
        RevenuePace.CheckPace(new RevenueGrowth(new Zar(cents), now, null, openedAt), ConfirmedRevenue.None, maxPerDay);
}
