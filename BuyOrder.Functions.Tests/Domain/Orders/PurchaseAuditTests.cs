using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Orders;

/// <summary>What an operator is told about a final swap that is not the purchase of its order.</summary>
public sealed class PurchaseAuditTests
{
    private static readonly Order Bought = Reserved() with { SpendUnits = 500 };
    private static readonly Attempt Swap = Attempt(AttemptKind.Swap, nonce: 5) with { MinimumOut = 197 };

    [Fact]
    public void Swap_that_bought_nothing_is_told() => Assert.Equal(
        new Refusal(ReasonCode.PurchaseMismatch, $"Transaction {Hash(1)} is final, but its events show no purchase of this order."),
        Audit(null));

    [Theory]
    [InlineData(499)]
    [InlineData(501)]
    public void Other_spend_is_told_with_both_figures(int spent) => Assert.Equal(
        $"Transaction {Hash(1)} is final, but it spent {spent} units instead of 500.",
        Audit(Purchase(Bought) with { SpentUnits = spent })?.Detail);

    [Theory]
    [InlineData(196, false)]
    [InlineData(197, true)]
    [InlineData(198, true)]
    public void Fewer_tokens_than_the_minimum_are_told_with_both_figures(int bought, bool isRight) => Assert.Equal(
        isRight ? null : $"Transaction {Hash(1)} is final, but it bought {bought} units, the minimum is 197.",
        Audit(Purchase(Bought) with { TokensAcquired = bought })?.Detail);

    private static Refusal? Audit(Purchase? purchase) => PurchaseAudit.Check(Bought, Swap, Receipt(1, final: true) with { Purchase = purchase });
}
