using BuyOrder.Domain.Market;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Prices;
using static BuyOrder.Functions.Tests.Domain.Parameters.ParameterTexts;

namespace BuyOrder.Functions.Tests.Domain.Parameters;

/// <summary>The parts of the parameters that an order keeps and those that it takes from the version in force.</summary>
public sealed class BusinessParametersTests
{
    private static readonly BusinessParameters Other = Read(
        ("RateBps", "2000"), ("Minimum", "5.00"), ("Maximum", "999.00"), ("SlippageBps", "1"), ("DeviationBps", "2"), ("ImpactBps", "3"),
        ("MaxFeePerGasGwei", "7"), ("MaxPriorityFeePerGasGwei", "1"), ("ReferencePrice", "60.00"), ("Schedule", "0 0 3 * * *"),
        ("ScheduleTimeZone", "UTC"), ("Paused", "true"), ("MaxPerDay", "0"), ("MaxAmount", "1.00"), ("PriceSources", "azrUsd"));

    [Fact]
    public void Open_order_goes_by_the_price_and_the_fee_caps_in_force_and_by_nothing_else_of_them()
    {
        var frozen = Read();

        Assert.Equal(
            frozen with
            {
                ReferencePrice = Other.ReferencePrice,
                Prices = Other.Prices,
                MaxFeePerGasWei = Other.MaxFeePerGasWei,
                MaxPriorityFeePerGasWei = Other.MaxPriorityFeePerGasWei,
            },
            frozen.WithMarketOf(Other));
        Assert.Equal(
            [("ReferencePrice", "60.00"), ("MaxFeePerGasGwei", "7.00"), ("MaxPriorityFeePerGasGwei", "1.00"), ("PriceSources", "azrUsd")],
            Named(frozen.WithMarketOf(Other), "ReferencePrice", "MaxFeePerGasGwei", "MaxPriorityFeePerGasGwei", "PriceSources"));
    }

    [Fact]
    public void Guards_are_the_limits_about_the_market() => Assert.Equal(new GuardLimits(3, 2, 1, 7_000_000_000), Other.Guards);

    [Fact]
    public void Time_of_a_confirmation_is_read_and_written_in_UTC()
    {
        var eight = new DateTimeOffset(2026, 11, 30, 8, 0, 0, TimeSpan.Zero);
        var ten = Read() with { Prices = PriceRules.FixedAlone with { ConfirmedAt = new DateTimeOffset(2026, 11, 30, 10, 0, 0, TimeSpan.FromHours(2)) } };

        Assert.Equal(eight, Read(("ReferencePriceConfirmedAt", "2026-11-30T08:00:00Z")).Prices.ConfirmedAt);
        Assert.Equal("2026-11-30T08:00:00Z", ParametersReader.Write(ten)["ReferencePriceConfirmedAt"]);
    }

    private static IEnumerable<(string Member, string Value)> Named(BusinessParameters parameters, params string[] members)
    {
        var written = ParametersReader.Write(parameters);
        return members.Select(member => (member, written[member]));
    }
}
