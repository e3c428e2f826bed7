using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

/// <summary>The line of one source in one currency: what is added to it and what is taken from it.</summary>
public sealed class CurrencyTotalsTests
{
    private static readonly CurrencyTotals None = CurrencyTotals.Empty(RevenueSource.Other, "USD");
    private static readonly CurrencyTotals Line = new(RevenueSource.Other, "USD", 5, new Zar(700), new Zar(40), 35, 2);
    private static readonly CurrencyTotals More = new(RevenueSource.Other, "USD", 3, new Zar(200), new Zar(20), 10, 1);

    [Fact]
    public void Empty_line_has_its_source_and_currency_and_nothing_else() =>
        Assert.Equal(new CurrencyTotals(RevenueSource.Other, "USD", 0, Zar.Zero, Zar.Zero, 0, 0), None);

    [Fact]
    public void Total_is_what_the_refunds_leave_of_the_sales() => Assert.Equal(new Zar(660), Line.Total);

    [Fact]
    public void Lines_are_added_figure_by_figure() =>
        Assert.Equal(new CurrencyTotals(RevenueSource.Other, "USD", 8, new Zar(900), new Zar(60), 45, 3), Line.Plus(More));

    [Fact]
    public void Lines_are_subtracted_figure_by_figure() =>
        Assert.Equal(new CurrencyTotals(RevenueSource.Other, "USD", 2, new Zar(500), new Zar(20), 25, 1), Line.Minus(More));

    [Fact]
    public void Sale_adds_to_the_sales_alone()
    {
        var sale = ReadMessages.Valued(TestMessage.Foreign("a", "sale", "0.20", "USD", "18.25"));

        Assert.Equal(new CurrencyTotals(RevenueSource.Other, "USD", 6, new Zar(1065), new Zar(40), 55, 2), Line.Plus(sale));
    }

    [Fact]
    public void Refund_adds_to_the_refunds_alone_and_counts_up()
    {
        var refund = ReadMessages.Valued(TestMessage.Foreign("a", "refund", "0.20", "USD", "18.25"));

        Assert.Equal(new CurrencyTotals(RevenueSource.Other, "USD", 6, new Zar(700), new Zar(405), 35, 22), Line.Plus(refund));
    }

    [Fact]
    public void Sum_of_lines_that_outgrows_its_range_throws()
    {
        Assert.Throws<OverflowException>(() => Line.Plus(None with { Entries = long.MaxValue }));
        Assert.Throws<OverflowException>(() => Line.Plus(None with { OriginalSales = Int128.MaxValue }));
        Assert.Throws<OverflowException>(() => Line.Plus(None with { OriginalRefunds = Int128.MaxValue }));
    }

    [Fact]
    public void Difference_of_lines_that_outgrows_its_range_throws()
    {
        Assert.Throws<OverflowException>(() => Line.Minus(None with { Entries = long.MinValue }));
        Assert.Throws<OverflowException>(() => Line.Minus(None with { OriginalSales = Int128.MinValue }));
        Assert.Throws<OverflowException>(() => Line.Minus(None with { OriginalRefunds = Int128.MinValue }));
    }

    [Fact]
    public void Original_amounts_that_outgrow_their_range_throw()
    {
        var sale = ReadMessages.Valued(TestMessage.Foreign("a", "sale", "1.00", "USD", "18.25"));
        var refund = ReadMessages.Valued(TestMessage.Foreign("b", "refund", "1.00", "USD", "18.25"));

        Assert.Throws<OverflowException>(() => (None with { OriginalSales = Int128.MaxValue }).Plus(sale));
        Assert.Throws<OverflowException>(() => (None with { OriginalRefunds = Int128.MaxValue }).Plus(refund));
    }
}
