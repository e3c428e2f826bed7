using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

/// <summary>Entries added up one by one, and taken out again.</summary>
public sealed class RevenueSumTests
{
    private static readonly ValuedRevenue Sale = ReadMessages.Valued(TestMessage.Foreign("a", "sale", "0.20", "USD", "18.25"));
    private static readonly ValuedRevenue Refund = ReadMessages.Valued(TestMessage.Foreign("b", "refund", "0.10", "USD", "10"));
    private static readonly ValuedRevenue Course = ReadMessages.Valued(TestMessage.Sale("c", "1.50"));
    private static readonly CurrencyTotals CourseLine = new(RevenueSource.CourseSale, "ZAR", 1, new Zar(150), Zar.Zero, 150, 0);

    [Fact]
    public void Sum_of_nothing_is_empty()
    {
        var sum = new RevenueSum();

        Assert.Empty(sum.ToTotals().Lines);
        Assert.Equal(Int128.Zero, sum.TurnoverCents);
    }

    [Fact]
    public void Entries_are_added_by_source_and_currency()
    {
        var sum = Sum(Sale, Refund, Course);

        Assert.Equal(
            [CourseLine, new CurrencyTotals(RevenueSource.Other, "USD", 2, new Zar(365), new Zar(100), 20, 10)], sum.ToTotals().Lines);
        Assert.Equal((Int128)615, sum.TurnoverCents);
    }

    [Fact]
    public void Entry_is_taken_out_as_if_it_had_never_been_added()
    {
        var sum = Sum(Sale, Refund, Sale, Course);

        sum.Remove(Refund);

        Assert.Equal(
            [CourseLine, new CurrencyTotals(RevenueSource.Other, "USD", 2, new Zar(730), Zar.Zero, 40, 0)], sum.ToTotals().Lines);
        Assert.Equal((Int128)880, sum.TurnoverCents);
    }

    [Fact]
    public void Line_without_entries_is_left_out()
    {
        var sum = Sum(Sale, Course);

        sum.Remove(Sale);

        Assert.Equal([CourseLine], sum.ToTotals().Lines);
        Assert.Equal((Int128)150, sum.TurnoverCents);
    }

    [Fact]
    public void Line_that_outgrows_what_a_ledger_can_hold_throws()
    {
        Assert.Throws<OverflowException>(() => Sum(Worth(Sale, long.MaxValue), Worth(Sale, 1)));
        Assert.Throws<OverflowException>(() => Sum(Worth(Refund, -long.MaxValue), Worth(Refund, -1)));
    }

    [Fact]
    public void Turnover_may_be_more_than_a_ledger_can_hold() => Assert.Equal(
        (Int128)long.MaxValue * 2, Sum(Worth(Sale, long.MaxValue), Worth(Refund, -long.MaxValue)).TurnoverCents);

    private static ValuedRevenue Worth(ValuedRevenue revenue, long cents) =>
        new(revenue.Message, new Zar(cents), revenue.AppliedRate, revenue.RateOrigin, revenue.Day);

    private static RevenueSum Sum(params ValuedRevenue[] entries)
    {
        var sum = new RevenueSum();
        foreach (var entry in entries)
            sum.Add(entry);
        return sum;
    }
}
