using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;

namespace BuyOrder.Functions.Tests.Domain.Orders;

public sealed class AllowanceStepTests
{
    private static readonly Address Market = Address.Parse("0x0000000000000000000000000000000000000002");
    private static readonly Address Earlier = Address.Parse("0x0000000000000000000000000000000000000001");
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0, "Approve", "market")]
    [InlineData(100, 0, null, null)]
    [InlineData(99, 0, "Reset", "market")]
    [InlineData(101, 0, "Reset", "market")]
    [InlineData(100, 1, "Reset", "earlier")]
    [InlineData(100, 100, "Reset", "earlier")]
    [InlineData(7, 7, "Reset", "earlier")]
    public void Allowance_that_is_not_exactly_that_of_the_chosen_market_goes_first(int market, int earlier, string? kind, string? spender)
    {
        var allowances = new Dictionary<Address, BigInteger> { [Market] = market, [Earlier] = earlier };

        var step = AllowanceStep.Next(allowances, Market, 100);

        Assert.Equal((kind, spender), (step?.Kind.ToString(), step is null ? null : step.Spender == Market ? "market" : "earlier"));
    }

    [Theory]
    [InlineData(1, 59, true)]
    [InlineData(1, 60, false)]
    [InlineData(3, 60, false)]
    [InlineData(4, 600, true)]
    public void Same_again_waits_an_hour_and_comes_three_times_at_the_most(int before, int minutes, bool waits)
    {
        var same = Enumerable.Range(1, before)
            .Select(number => OrderExamples.Attempt(AttemptKind.Approve, nonce: number, number) with { CreatedAt = Noon.AddHours(number - before) }).ToList();

        Assert.Equal(waits, AllowanceStep.MustWait(same, Noon.AddMinutes(minutes), new EngineLimits()));
        Assert.False(AllowanceStep.MustWait([], Noon, new EngineLimits()));
    }
}
