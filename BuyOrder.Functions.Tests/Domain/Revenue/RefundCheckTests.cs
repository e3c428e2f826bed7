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

    private static RevenueMessage Message(RevenueKind kind, long minorUnits, string currency = "ZAR", int minute = 0) => new(
        "id",
        kind,
        RevenueSource.Other,
        new CurrencyAmount(Currency.Find(currency)!, minorUnits),
        TestMessage.Day.AddMinutes(minute),
        kind == RevenueKind.Refund ? "sale" : null);
}
