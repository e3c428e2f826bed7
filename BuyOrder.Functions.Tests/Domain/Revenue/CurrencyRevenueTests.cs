using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

/// <summary>What each currency brought over all sources.</summary>
public sealed class CurrencyRevenueTests
{
    private static readonly CurrencyTotals Courses = new(RevenueSource.CourseSale, "ZAR", 4, new Zar(900), new Zar(100), 900, 100);
    private static readonly CurrencyTotals Dollars = new(RevenueSource.Subscription, "USD", 3, new Zar(700), new Zar(740), 35, 37);
    private static readonly CurrencyTotals Rands = new(RevenueSource.Other, "ZAR", 2, new Zar(60), new Zar(5), 60, 5);

    [Fact]
    public void Lines_are_added_up_by_currency_and_ordered_by_code()
    {
        var currencies = CurrencyRevenue.ByCurrency(new RevenueTotals([Courses, Dollars, Rands]));

        Assert.Equal(["USD", "ZAR"], currencies.Keys);
        Assert.Equal(new CurrencyRevenue(35, 37, new Zar(-40)), currencies["USD"]);
        Assert.Equal(new CurrencyRevenue(960, 105, new Zar(855)), currencies["ZAR"]);
    }

    [Fact]
    public void Totals_without_entries_have_no_currency() => Assert.Empty(CurrencyRevenue.ByCurrency(RevenueTotals.Empty));

    [Fact]
    public void Amounts_that_outgrow_their_range_throw()
    {
        var sales = new RevenueTotals([Courses with { OriginalSales = Int128.MaxValue }, Rands]);
        var refunds = new RevenueTotals([Courses with { OriginalRefunds = Int128.MaxValue }, Rands]);

        Assert.Throws<OverflowException>(() => CurrencyRevenue.ByCurrency(sales));
        Assert.Throws<OverflowException>(() => CurrencyRevenue.ByCurrency(refunds));
    }
}
