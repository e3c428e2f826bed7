using BuyOrder.Domain.Parameters;
using BuyOrder.Testing.Orders;
using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Parameters;

public sealed class ParametersVersionTests
{
    [Theory]
    [InlineData(-3_600, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 10_000_000)]
    public void Version_follows_the_one_before_in_time_even_if_the_clock_goes_back(int clockSeconds, long ticksLater)
    {
        var before = new ParametersVersion(1, EngineBench.Parameters, Noon, "deployment", "first");

        var next = before.Next(EngineBench.Parameters with { SlippageBps = 7 }, Noon.AddSeconds(clockSeconds), "operator", "why");

        Assert.Equal(Noon.AddTicks(Math.Max(1, ticksLater)), next.ChangedAt);
    }
}
