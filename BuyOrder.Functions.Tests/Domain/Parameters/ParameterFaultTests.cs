using BuyOrder.Domain.Parameters;
using static BuyOrder.Functions.Tests.Domain.Parameters.ParameterTexts;

namespace BuyOrder.Functions.Tests.Domain.Parameters;

/// <summary>The smallest and largest value of each member, and what is said of one that is beyond them.</summary>
public sealed class ParameterFaultTests
{
    private const string FromOne = "a whole number of basis points from 1 to 10000";
    private const string FromZero = "a whole number of basis points from 0 to 10000";
    private const string OfAmount = "null, or an amount in ZAR with at most 2 decimals from 0.00 to 92233720368547758.07";
    private const string OfSpan =
        "null, or a duration of days, hours, minutes and seconds such as PT1H or P400D, from PT0S to P10000000D";
    private const string OfSum =
        "null, or an amount in ZAR with at most 2 decimals: 0.00, or from 100.00, the minimum of an order, to 92233720368547758.07";
    private const string OfInterval = "null, or a duration of days, hours, minutes and seconds such as PT12H, from PT0S to P1464D";
    private const string OfGoodFor = "null, or a duration of days, hours, minutes and seconds such as P7D, from PT1S to P3660D";

    [Theory]
    [InlineData("RateBps", "0", FromOne)]
    [InlineData("RateBps", "10001", FromOne)]
    [InlineData("Minimum", "1000000.01", "an amount in ZAR with at most 2 decimals from 0.01 to 1000000.00")]
    [InlineData("Minimum", "0.001", "an amount in ZAR with at most 2 decimals from 0.01 to 1000000.00")]
    [InlineData("SlippageBps", "10001", FromZero)]
    [InlineData("DeviationBps", "10001", FromZero)]
    [InlineData("DeviationBps", "-1", FromZero)]
    [InlineData("ImpactBps", "0", FromOne)]
    [InlineData("ImpactBps", "10001", FromOne)]
    [InlineData("MaxFeePerGasGwei", "1000000.000000001", "gwei, more than 0 and at most 1000000.00, with at most 9 decimals")]
    [InlineData("MaxFeePerGasGwei", "0.0000000001", "gwei, more than 0 and at most 1000000.00, with at most 9 decimals")]
    [InlineData("MaxPriorityFeePerGasGwei", "100.000000001", "gwei, more than 0 and at most 100.00, with at most 9 decimals")]
    [InlineData("ReferencePrice", "0.00", "ZAR per token, more than 0 and below 10^12, with at most 18 decimals")]
    [InlineData("Schedule", "0 0 2 * *", "six NCRONTAB fields, seconds first, such as '0 0 2 * * *'")]
    [InlineData("ScheduleTimeZone", "Mars/Olympus", "an IANA time zone such as Africa/Johannesburg")]
    [InlineData("Paused", "True", "true or false")]
    [InlineData("MaxPerDay", "99.99", OfSum)]
    [InlineData("MaxPerMonth", "0.01", OfSum)]
    [InlineData("MinimumInterval", "P1464DT1S", OfInterval)]
    [InlineData("WalletReserve", "-0.01", OfAmount)]
    [InlineData("MaxAmount", "-0.01", OfAmount)]
    [InlineData("MaxAmount", "92233720368547758.08", OfAmount)]
    [InlineData("MaxRateDeviationBps", "1000001", "null, or a whole number of basis points from 0 to 1000000")]
    [InlineData("MaxFuture", "P10000000DT1S", OfSpan)]
    [InlineData("MaxAge", "P10000000DT1S", OfSpan)]
    [InlineData("MaxRevenuePerDay", "-0.01", OfAmount)]
    [InlineData("NotSettledStatuses", "", "null, or 1 to 100 words of 1 to 64 characters, separated by commas")]
    [InlineData(
        "PriceSources",
        "a,A",
        "1 to 10 different names separated by commas, each a letter and then letters and digits, such as fixed,azrUsd")]
    [InlineData("DivergenceBps", "10001", FromZero)]
    [InlineData("MinimumSources", "0", "a whole number from 1 to 10")]
    [InlineData("MinimumSources", "11", "a whole number from 1 to 10")]
    [InlineData("DepegBps", "10001", "null, or a whole number of basis points from 0 to 10000")]
    [InlineData("Maximum", "1000000000000.00", "an amount in ZAR with at most 2 decimals from 0.01 to 999999999999.99")]
    [InlineData("ReferencePriceConfirmedAt", "2026-11-30", "null, or a time in UTC to the second such as 2026-11-30T08:00:00Z")]
    [InlineData("ReferencePriceGoodFor", "PT0S", OfGoodFor)]
    [InlineData("ReferencePriceGoodFor", "P3660DT1S", OfGoodFor)]
    public void Fault_says_what_is_allowed(string member, string value, string allowed) =>
        Assert.Equal(new ParameterFault(member, value, allowed), Fault((member, value)));

    [Theory]
    [InlineData("RateBps", "1")]
    [InlineData("RateBps", "10000")]
    [InlineData("Minimum", "0.01")]
    [InlineData("Minimum", "1000000.00")] // the maximum
    [InlineData("Maximum", "100.00")] // the minimum
    [InlineData("Maximum", "999999999999.99")]
    [InlineData("SlippageBps", "0")]
    [InlineData("SlippageBps", "10000")]
    [InlineData("DeviationBps", "0")]
    [InlineData("DeviationBps", "10000")]
    [InlineData("ImpactBps", "1")]
    [InlineData("ImpactBps", "10000")]
    [InlineData("MaxFeePerGasGwei", "0.000000001")]
    [InlineData("MaxFeePerGasGwei", "1000000.00")]
    [InlineData("MaxPriorityFeePerGasGwei", "0.000000001")]
    [InlineData("MaxPriorityFeePerGasGwei", "100.00")] // the fee cap
    [InlineData("ReferencePrice", "0.000000000000000001")]
    [InlineData("ReferencePrice", "999999999999.999999999999999999")]
    [InlineData("Schedule", "* * * * * *")]
    [InlineData("ScheduleTimeZone", "UTC")]
    [InlineData("Paused", "true")]
    [InlineData("Paused", "false")]
    [InlineData("MaxPerDay", "0.00")]
    [InlineData("MaxPerDay", "100.00")]
    [InlineData("MaxPerMonth", "0.00")]
    [InlineData("MaxPerMonth", "92233720368547758.07")]
    [InlineData("MinimumInterval", "PT0S")]
    [InlineData("MinimumInterval", "P1464D")]
    [InlineData("WalletReserve", "0.00")]
    [InlineData("WalletReserve", "92233720368547758.07")]
    [InlineData("MaxAmount", "0.00")]
    [InlineData("MaxAmount", "92233720368547758.07")]
    [InlineData("MaxRateDeviationBps", "0")]
    [InlineData("MaxRateDeviationBps", "1000000")]
    [InlineData("MaxFuture", "P10000000D")]
    [InlineData("MaxAge", "P10000000D")]
    [InlineData("MaxRevenuePerDay", "0.01")]
    [InlineData("NotSettledStatuses", "on hold,draft")]
    [InlineData("PriceSources", "a,b,c,d,e,f,g,h,i,j")]
    [InlineData("DivergenceBps", "0")]
    [InlineData("DivergenceBps", "10000")]
    [InlineData("MinimumSources", "10")]
    [InlineData("DepegBps", "0")]
    [InlineData("DepegBps", "10000")]
    [InlineData("ReferencePriceConfirmedAt", "2026-11-30T08:00:00Z")]
    [InlineData("ReferencePriceGoodFor", "PT1S")]
    [InlineData("ReferencePriceGoodFor", "P3660D")]
    public void Value_at_its_limit_is_taken_and_written_back(string member, string value) =>
        Assert.Equal(value, ParametersReader.Write(Read((member, value)))[member]);

    [Fact]
    public void Limit_that_may_be_off_is_off_when_the_text_says_so() => Assert.All(
        ParametersReader.Members.Where(ParametersReader.MayBeOff),
        member => Assert.Equal(ParametersReader.Off, ParametersReader.Write(Read((member, "null")))[member]));

    [Fact]
    public void Reference_price_that_is_missing_is_a_fault_without_a_value()
    {
        Assert.Null(ParametersReader.Read(_ => null, out var faults));

        Assert.Equal(
            new ParameterFault("ReferencePrice", null, "ZAR per token, more than 0 and below 10^12, with at most 18 decimals"), Assert.Single(faults));
    }

    [Fact]
    public void Default_minimum_above_the_maximum_is_a_fault_without_a_value() =>
        Assert.Equal(new ParameterFault("Minimum", null, "an amount in ZAR from 0.01 to 99.99"), Fault(("Maximum", "99.99")));

    [Fact]
    public void Sum_by_day_or_month_is_held_to_the_minimum_of_the_same_version()
    {
        Assert.Equal("250.00", ParametersReader.Write(Read(("Minimum", "250.00"), ("MaxPerDay", "250.00")))["MaxPerDay"]);
        Assert.Equal(
            OfSum.Replace("from 100.00", "from 250.00", StringComparison.Ordinal), Fault(("Minimum", "250.00"), ("MaxPerDay", "249.99")).Allowed);
    }
}
