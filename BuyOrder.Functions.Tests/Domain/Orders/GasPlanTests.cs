using BuyOrder.Domain.Orders;

namespace BuyOrder.Functions.Tests.Domain.Orders;

public sealed class GasPlanTests
{
    private static readonly Attempt Swap = OrderExamples.Attempt(AttemptKind.Swap, nonce: 5, number: 2, AttemptState.Reverted) with { GasLimit = 200_000 };

    [Theory]
    [InlineData(120_000, 200_000, null, 200_000)]
    [InlineData(200_000, 200_000, null, 300_000)]
    [InlineData(21_000, 200_000, null, 200_000)]
    [InlineData(21_000, 200_000, 400_000L, 550_000)]
    [InlineData(500_000, 200_000, 400_000L, 675_000)]
    [InlineData(long.MaxValue, 200_000, null, 3_000_000)]
    [InlineData(-1, 200_000, null, 200_000)]
    public void Limit_follows_the_estimate_with_a_margin_and_is_never_below_floor_or_last_use(long estimate, long least, long? lastUsed, long limit) =>
        Assert.Equal(limit, GasPlan.Limit(AttemptKind.Swap, estimate, least, lastUsed, []));

    [Theory]
    [InlineData(200_000L, 400_000)]
    [InlineData(187_500L, 400_000)]
    [InlineData(187_499L, 200_000)]
    [InlineData(null, 200_000)]
    public void Swap_that_ran_out_is_given_twice_as_much_and_one_that_reverted_otherwise_is_not(long? used, long limit) =>
        Assert.Equal(limit, GasPlan.Limit(AttemptKind.Swap, 21_000, 200_000, null, [Swap with { GasUsed = used }]));

    [Fact]
    public void What_another_kind_of_transaction_ran_out_of_changes_nothing() =>
        Assert.Equal(100_000, GasPlan.Limit(AttemptKind.Approve, 21_000, 100_000, null, [Swap with { GasUsed = 200_000 }]));

    [Fact]
    public void Limit_never_passes_the_signers_cap() =>
        Assert.Equal(
            GasPlan.Most, GasPlan.Limit(AttemptKind.Swap, 21_000, 200_000, null, [Swap with { GasLimit = 2_000_000, GasUsed = 2_000_000 }]));
}
