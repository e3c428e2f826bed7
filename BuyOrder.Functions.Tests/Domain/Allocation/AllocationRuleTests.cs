using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Money;

namespace BuyOrder.Functions.Tests.Domain.Allocation;

public sealed class AllocationRuleTests
{
    private static readonly Zar Minimum = new(100_00);
    private static readonly Zar Maximum = new(1_000_000_00);

    [Theory]
    [InlineData(100_000_00, 1_000, 10_000_00)] // the example of the product page
    [InlineData(1, 1_000, 0)]
    [InlineData(9, 1_000, 0)]
    [InlineData(10, 1_000, 1)]
    [InlineData(19, 1_000, 1)]
    [InlineData(12_345, 10_000, 12_345)]
    [InlineData(9_999, 1, 0)]
    [InlineData(10_000, 1, 1)]
    [InlineData(0, 1_000, 0)]
    [InlineData(-5_000_00, 1_000, 0)] // a deficit is carried, never sold
    [InlineData(long.MaxValue, 10_000, long.MaxValue)]
    public void Allocation_is_the_floor_of_the_share(long availableCents, int rateBps, long expectedCents) =>
        Assert.Equal(new Zar(expectedCents), AllocationRule.Allocate(new Zar(availableCents), rateBps));

    [Theory]
    [InlineData(10_000_00, 1_000, 100_000_00)]
    [InlineData(1, 1_000, 10)]
    [InlineData(1, 3_000, 4)]
    [InlineData(1, 10_000, 1)]
    [InlineData(0, 1_000, 0)]
    public void Base_is_the_smallest_revenue_that_pays_for_the_spend(long spendCents, int rateBps, long expectedCents) =>
        Assert.Equal(new Zar(expectedCents), AllocationRule.BaseOf(new Zar(spendCents), rateBps));

    [Theory]
    [InlineData(999_99, true)] // allocation 99.99
    [InlineData(1_000_00, false)] // allocation 100.00, exactly the minimum
    public void Spend_below_the_minimum_is_no_order(long availableCents, bool below) =>
        Assert.Equal(below, AllocationRule.Decide(new Zar(availableCents), 1_000, Minimum, Maximum).BelowMinimum);

    [Fact]
    public void Spend_is_capped_at_the_maximum_while_the_allocation_is_not()
    {
        var decision = AllocationRule.Decide(new Zar(50_000_000_00), 1_000, Minimum, Maximum);

        Assert.Equal(new Zar(5_000_000_00), decision.Allocation);
        Assert.Equal(Maximum, decision.Spend);
        Assert.Equal(new Zar(10_000_000_00), AllocationRule.BaseOf(decision.Spend, 1_000));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    [InlineData(-1)]
    public void Rate_outside_1_to_10000_is_refused(int rateBps)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => AllocationRule.Allocate(new Zar(1), rateBps));
        Assert.Throws<ArgumentOutOfRangeException>(() => AllocationRule.Allocate(new Zar(-1), rateBps));
        Assert.Throws<ArgumentOutOfRangeException>(() => AllocationRule.BaseOf(new Zar(1), rateBps));
    }

    [Fact]
    public void Negative_spend_has_no_base() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AllocationRule.BaseOf(new Zar(-1), 1_000));

    [Fact]
    public void Base_that_no_ledger_can_hold_is_a_fault_and_not_a_small_number() =>
        Assert.Throws<OverflowException>(() => AllocationRule.BaseOf(new Zar(long.MaxValue), 9_999));
}
