using BuyOrder.Domain.Parameters;
using static BuyOrder.Functions.Tests.Domain.Parameters.ParameterTexts;

namespace BuyOrder.Functions.Tests.Domain.Parameters;

/// <summary>Which members there are, what they are worth when they are missing, and of what kind they are.</summary>
public sealed class ParametersMembersTests
{
    [Fact]
    public void Members_come_in_the_order_of_the_documents_with_these_defaults()
    {
        var written = ParametersReader.Write(Read());

        Assert.Equal(
            [
                ("RateBps", "1000"), ("Minimum", "100.00"), ("Maximum", "1000000.00"), ("SlippageBps", "100"), ("DeviationBps", "200"),
                ("ImpactBps", "100"), ("MaxFeePerGasGwei", "100.00"), ("MaxPriorityFeePerGasGwei", "2.00"), ("ReferencePrice", "50.00"),
                ("Schedule", "0 0 2 * * *"), ("ScheduleTimeZone", "Africa/Johannesburg"), ("Paused", "false"),
                ("MaxPerDay", "null"), ("MaxPerMonth", "null"), ("MinimumInterval", "null"), ("WalletReserve", "null"),
                ("MaxAmount", "null"), ("MaxRateDeviationBps", "null"), ("MaxFuture", "null"), ("MaxAge", "null"), ("MaxRevenuePerDay", "null"),
                ("NotSettledStatuses", "pending,failed,canceled,cancelled,expired,processing,declined,requires_action,requires_payment_method"),
                ("PriceSources", "fixed"), ("DivergenceBps", "200"), ("MinimumSources", "1"), ("DepegBps", "null"),
                ("ReferencePriceConfirmedAt", "null"), ("ReferencePriceGoodFor", "null"),
            ],
            ParametersReader.Members.Select(member => (member, written[member])));
        Assert.Equal(ParametersReader.Members.Count, written.Count);
    }

    [Fact]
    public void Document_has_all_members_but_pause()
    {
        Assert.DoesNotContain("Paused", ParametersReader.DocumentMembers);
        Assert.Equal(ParametersReader.Members, ParametersReader.DocumentMembers.Take(11).Append("Paused").Concat(ParametersReader.DocumentMembers.Skip(11)));
    }

    [Theory]
    [InlineData("1", "1.00")]
    [InlineData("2", "2.00")]
    [InlineData("3", "2.00")]
    public void Default_tip_is_two_gwei_or_the_fee_cap_where_that_is_lower(string cap, string tip) =>
        Assert.Equal(tip, ParametersReader.Write(Read(("MaxFeePerGasGwei", cap)))["MaxPriorityFeePerGasGwei"]);

    [Fact]
    public void Basis_points_and_the_number_of_sources_are_numbers_and_all_others_texts() => Assert.Equal(
        ["RateBps", "SlippageBps", "DeviationBps", "ImpactBps", "MaxRateDeviationBps", "DivergenceBps", "MinimumSources", "DepegBps"],
        ParametersReader.Members.Where(ParametersReader.IsNumber));

    [Fact]
    public void Limits_may_be_off_and_no_other_member() => Assert.Equal(
        [
            "MaxPerDay", "MaxPerMonth", "MinimumInterval", "WalletReserve", "MaxAmount", "MaxRateDeviationBps", "MaxFuture", "MaxAge", "MaxRevenuePerDay",
            "NotSettledStatuses", "DepegBps", "ReferencePriceConfirmedAt", "ReferencePriceGoodFor",
        ],
        ParametersReader.Members.Where(ParametersReader.MayBeOff));

    [Fact]
    public void Row_has_the_members_of_price_sources_only_where_they_say_something()
    {
        Assert.Equal(ParametersReader.Members.SkipLast(6).Order(), ParametersReader.WriteStored(Read()).Select(member => member.Key).Order());
        Assert.Equal(
            ParametersReader.Members.Order(), ParametersReader.WriteStored(Read(("DivergenceBps", "199"))).Select(member => member.Key).Order());
    }
}
