using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

public sealed class RefundCheckTests
{
    [Fact]
    public void Refund_of_a_sale_of_at_least_its_amount_before_it_has_no_flags()
    {
        Assert.Empty(RefundCheck.Flags(Message(RevenueKind.Refund, 100), Message(RevenueKind.Sale, 100)));
        Assert.Empty(RefundCheck.Flags(Message(RevenueKind.Refund, 1), Message(RevenueKind.Sale, 100, minute: -1)));
    }

    [Fact]
    public void Refund_of_what_the_ledger_does_not_have_is_flagged() =>
        Assert.Equal(["sale_unknown"], RefundCheck.Flags(Message(RevenueKind.Refund, 100), null));

    [Fact]
    public void Every_oddity_is_flagged_together()
    {
        var refund = Message(RevenueKind.Refund, 101);

        Assert.Equal(["larger_than_sale"], RefundCheck.Flags(refund, Message(RevenueKind.Sale, 100)));
        Assert.Equal(["other_currency"], RefundCheck.Flags(refund, Message(RevenueKind.Sale, 1, "USD")));
        Assert.Equal(["before_sale"], RefundCheck.Flags(refund, Message(RevenueKind.Sale, 101, minute: 1)));
        Assert.Equal(
            ["not_a_sale", "larger_than_sale", "before_sale"], RefundCheck.Flags(refund, Message(RevenueKind.Refund, 100, minute: 1)));
    }

    [Theory]
    [InlineData(60, "ZAR", 100, "")]
    [InlineData(60, "ZAR", 101, "sum_larger_than_sale")]
    [InlineData(101, "ZAR", 101, "larger_than_sale")]
    [InlineData(101, "ZAR", 102, "larger_than_sale,sum_larger_than_sale")]
    [InlineData(150, "USD", 100, "other_currency")]
    [InlineData(150, "USD", 101, "other_currency,sum_larger_than_sale")]
    public void Refunds_of_one_sale_are_added_up_in_its_currency(long refund, string currency, long sum, string flags) => Assert.Equal(
        flags,
        string.Join(',', RefundCheck.Flags(Message(RevenueKind.Refund, refund, currency), Message(RevenueKind.Sale, 100), Refunds(sum))));

    [Fact]
    public void Refunds_of_what_is_no_sale_are_not_added_up() => Assert.Equal(
        ["not_a_sale"], RefundCheck.Flags(Message(RevenueKind.Refund, 60), Message(RevenueKind.Refund, 100), Refunds(160)));

    [Fact]
    public void Sum_of_refunds_that_may_lack_some_is_flagged_as_incomplete()
    {
        var refund = Message(RevenueKind.Refund, 60);

        Assert.Equal(["incomplete"], RefundCheck.Flags(refund, Message(RevenueKind.Sale, 100), Refunds(60, isComplete: false)));
        Assert.Equal(["sale_unknown", "incomplete"], RefundCheck.Flags(refund, null, Refunds(60, isComplete: false)));
        Assert.Equal(["sale_unknown"], RefundCheck.Flags(refund, null, Refunds(60)));
    }

    [Fact]
    public void Sum_of_refunds_is_that_of_the_currency_and_else_nothing()
    {
        Assert.Equal((Int128)60, Refunds(60).Sum(Currency.Zar));
        Assert.Equal(Int128.Zero, Refunds(60).Sum(Currency.Find("EUR")!));
    }

    private static RefundsOfSale Refunds(long rand, bool isComplete = true) =>
        new(new Dictionary<string, Int128> { ["ZAR"] = rand, ["USD"] = 999 }, isComplete);

    private static RevenueMessage Message(RevenueKind kind, long minorUnits, string currency = "ZAR", int minute = 0) => new(
        "id",
        kind,
        RevenueSource.Other,
        new CurrencyAmount(Currency.Find(currency)!, minorUnits),
        TestMessage.Day.AddMinutes(minute),
        kind == RevenueKind.Refund ? "sale" : null);
}
