using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

/// <summary>Totals by source and currency: how they are summed, what they grew by, and whether they shrank.</summary>
public sealed class RevenueTotalsTests
{
    private static readonly CurrencyTotals Courses = new(RevenueSource.CourseSale, "ZAR", 4, new Zar(900), new Zar(100), 900, 100);
    private static readonly CurrencyTotals Dollars = new(RevenueSource.Other, "USD", 3, new Zar(700), new Zar(40), 35, 2);
    private static readonly CurrencyTotals Rands = new(RevenueSource.Other, "ZAR", 2, new Zar(60), new Zar(5), 60, 5);
    private static readonly CurrencyTotals DoubleDollars = new(RevenueSource.Other, "USD", 6, new Zar(1400), new Zar(80), 70, 4);

    [Fact]
    public void Figures_are_the_sum_over_the_lines()
    {
        var totals = new RevenueTotals([Rands, Dollars, Courses]);

        Assert.Equal([Courses, Dollars, Rands], totals.Lines);
        Assert.Equal((9L, new Zar(1660), new Zar(145)), (totals.Entries, totals.Sales, totals.Refunds));
        Assert.Equal((new Zar(1515), new Zar(1805)), (totals.Total, totals.Turnover));
    }

    [Fact]
    public void Empty_totals_have_no_lines_and_no_value()
    {
        Assert.Empty(RevenueTotals.Empty.Lines);
        Assert.Equal((0L, Zar.Zero, Zar.Zero), (RevenueTotals.Empty.Entries, RevenueTotals.Empty.Total, RevenueTotals.Empty.Turnover));
    }

    [Fact]
    public void Entries_are_added_to_their_line_or_begin_one()
    {
        var sale = ReadMessages.Valued(TestMessage.Foreign("a", "sale", "0.20", "USD", "18.25"));
        var refund = ReadMessages.Valued(TestMessage.Foreign("b", "refund", "0.10", "USD", "10"));
        var first = ReadMessages.Valued(TestMessage.Foreign("c", "sale", "1.00", "EUR", "20"));

        Assert.Equal(
            [
                new CurrencyTotals(RevenueSource.Other, "EUR", 1, new Zar(2000), Zar.Zero, 100, 0),
                new CurrencyTotals(RevenueSource.Other, "USD", 5, new Zar(1065), new Zar(140), 55, 12),
            ],
            new RevenueTotals([Dollars]).Plus([sale, refund, first]).Lines);
    }

    [Fact]
    public void Parts_are_added_line_by_line() => Assert.Equal(
        [Courses, DoubleDollars, Rands],
        RevenueTotals.Sum([new RevenueTotals([Courses, Dollars]), RevenueTotals.Empty, new RevenueTotals([Dollars, Rands])]).Lines);

    [Fact]
    public void Growth_has_what_is_new_and_no_line_that_stayed_the_same() => Assert.Equal(
        [Dollars, Rands],
        new RevenueTotals([Courses, DoubleDollars, Rands]).Since(new RevenueTotals([Courses, Dollars])).Lines);

    [Fact]
    public void Growth_is_negative_where_a_line_is_gone() => Assert.Equal(
        [new CurrencyTotals(RevenueSource.Other, "ZAR", -2, new Zar(-60), new Zar(-5), -60, -5)],
        new RevenueTotals([Courses]).Since(new RevenueTotals([Courses, Rands])).Lines);

    [Theory]
    [InlineData(0, 0, 0, 0, 0, false)]
    [InlineData(1, 1, 1, 1, 1, false)]
    [InlineData(-1, 0, 0, 0, 0, true)]
    [InlineData(0, -1, 0, 0, 0, true)]
    [InlineData(0, 0, -1, 0, 0, true)]
    [InlineData(0, 0, 0, -1, 0, true)]
    [InlineData(0, 0, 0, 0, -1, true)]
    [InlineData(1, 1, -1, 1, 1, true)]
    public void Line_has_shrunk_when_any_one_of_its_figures_has(int entries, int sales, int refunds, int originalSales, int originalRefunds, bool isLess)
    {
        var now = Dollars with
        {
            Entries = Dollars.Entries + entries,
            Sales = Dollars.Sales + new Zar(sales),
            Refunds = Dollars.Refunds + new Zar(refunds),
            OriginalSales = Dollars.OriginalSales + originalSales,
            OriginalRefunds = Dollars.OriginalRefunds + originalRefunds,
        };

        Assert.Equal(isLess ? Dollars : null, new RevenueTotals([Courses, now]).LessThan(new RevenueTotals([Courses, Dollars])));
    }

    [Fact]
    public void First_line_that_is_gone_is_named_as_it_was_before()
    {
        Assert.Equal(Dollars, new RevenueTotals([Courses, Rands]).LessThan(new RevenueTotals([Courses, Dollars, Rands])));
        Assert.Equal(Courses, RevenueTotals.Empty.LessThan(new RevenueTotals([Rands, Courses])));
        Assert.Null(new RevenueTotals([Courses, Dollars]).LessThan(new RevenueTotals([Courses])));
    }

    [Fact]
    public void Every_source_has_the_sum_of_its_lines_over_all_parts()
    {
        var sources = RevenueTotals.BySource([new RevenueTotals([Courses, Dollars]), new RevenueTotals([Rands])]);

        Assert.Equal(3, sources.Count);
        Assert.Equal(new SourceTotals(4, new Zar(900), new Zar(100)), sources[RevenueSource.CourseSale]);
        Assert.Equal(new SourceTotals(0, Zar.Zero, Zar.Zero), sources[RevenueSource.Subscription]);
        Assert.Equal(new SourceTotals(5, new Zar(760), new Zar(45)), sources[RevenueSource.Other]);
        Assert.Equal(new Zar(715), sources[RevenueSource.Other].Net);
    }

    [Fact]
    public void Number_of_entries_that_outgrows_its_range_throws()
    {
        var most = Dollars with { Entries = long.MaxValue };

        Assert.Throws<OverflowException>(() => new RevenueTotals([most, Rands]));
        Assert.Throws<OverflowException>(() => RevenueTotals.BySource([new RevenueTotals([most]), new RevenueTotals([Rands])]));
    }
}
