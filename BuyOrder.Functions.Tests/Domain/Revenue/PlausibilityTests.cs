using System.Globalization;
using System.Text;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Ledger.Rates;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

public sealed class PlausibilityTests
{
    private static readonly DateTimeOffset Now = TestMessage.Day;

    [Theory]
    [InlineData("1000.00", "1000.00", null)]
    [InlineData("1000.00", "1000.01", "implausible_amount")]
    [InlineData("0.00", "0.01", "implausible_amount")]
    [InlineData(null, "1000000000000.00", null)]
    public void Value_above_the_limit_is_implausible(string? limit, string amount, string? reason)
    {
        var limits = new PlausibilityLimits { MaxAmount = limit is null ? null : Zar(limit) };

        Assert.Equal(reason, Plausibility.Check(Valued(TestMessage.Sale("a", amount)), limits, null, Now)?.Reason);
        Assert.Equal(reason, Plausibility.Check(Valued(TestMessage.Refund("a", amount, "s")), limits, null, Now)?.Reason);
    }

    [Theory]
    [InlineData(500, "19.1625", "18.25", null)]
    [InlineData(500, "19.16250000001", "18.25", "implausible_rate")]
    [InlineData(500, "17.3375", "18.25", null)]
    [InlineData(500, "17.337499", "18.25", "implausible_rate")]
    [InlineData(0, "18.250", "18.25", null)]
    [InlineData(0, "18.2500000000000001", "18.25", "implausible_rate")]
    [InlineData(100, "0.0000000000000000000000000001", "999999999999999999", "implausible_rate")]
    [InlineData(null, "1825", "18.25", null)]
    [InlineData(500, "1825", null, null)]
    public void Rate_too_far_from_the_tables_is_implausible_both_ways(int? limit, string rate, string? table, string? reason)
    {
        var limits = new PlausibilityLimits { MaxRateDeviationBps = limit };
        var revenue = Valued(TestMessage.Foreign("a", "sale", "1", "USD", rate));

        Assert.Equal(reason, Plausibility.Check(revenue, limits, table is null ? null : TestRates.Rate(table), Now)?.Reason);
    }

    [Theory]
    [InlineData("PT1H", null, 3600, null)]
    [InlineData("PT1H", null, 3601, "implausible_time")]
    [InlineData("PT0S", null, 1, "implausible_time")]
    [InlineData(null, "P30D", -30 * 86400, null)]
    [InlineData(null, "P30D", (-30 * 86400) - 1, "implausible_time")]
    [InlineData("PT1H", "P30D", 0, null)]
    [InlineData(null, null, 700_000_000, null)]
    public void Time_too_far_ahead_or_back_is_implausible(string? future, string? age, int seconds, string? reason)
    {
        var limits = new PlausibilityLimits { MaxFuture = Span(future), MaxAge = Span(age) };
        var revenue = Valued(TestMessage.Sale("a", occurredAt: Now.AddSeconds(seconds)));

        Assert.Equal(reason, Plausibility.Check(revenue, limits, null, Now)?.Reason);
    }

    [Fact]
    public void Rate_of_the_table_is_needed_for_a_foreign_rate_of_its_own_alone()
    {
        var limits = new PlausibilityLimits { MaxRateDeviationBps = 500 };
        RevenueMessage Read(byte[] body) => RevenueMessageReader.TryRead(body, out var message, out _) ? message : throw new InvalidOperationException("It is broken.");

        Assert.True(Plausibility.NeedsTableRate(Read(TestMessage.Foreign("a", "sale", "1", "USD", "18.25")), limits));
        Assert.False(Plausibility.NeedsTableRate(Read(TestMessage.Foreign("a", "sale", "1", "USD", "18.25")), new PlausibilityLimits { MaxRateDeviationBps = null }));
        Assert.False(Plausibility.NeedsTableRate(Read(TestMessage.Unrated("a", "1.00", "USD")), limits));
        Assert.False(Plausibility.NeedsTableRate(Read(TestMessage.Sale("a")), limits));
        Assert.False(Plausibility.NeedsTableRate(Read(TestMessage.With(TestMessage.Sale("a"), "\"exchangeRate\": 1")), limits));
    }

    [Fact]
    public void What_is_implausible_is_told_with_what_would_be_plausible()
    {
        var limits = new PlausibilityLimits { MaxAmount = Zar("1000.00"), MaxRateDeviationBps = 500, MaxFuture = TimeSpan.FromHours(1), MaxAge = TimeSpan.FromDays(30) };
        Rejection? Told(byte[] body) => Plausibility.Check(Valued(body), limits, TestRates.Rate("18.25"), Now);

        Assert.Equal(
            new Rejection("implausible_amount", "amount", "The value is 1000.01 ZAR; plausible is at most 1000.00 ZAR."),
            Told(TestMessage.Sale("a", "1000.01")));
        Assert.Equal(
            new Rejection("implausible_rate", "exchangeRate", "The rate is 20; plausible is at most 500 basis points from the table's 18.25."),
            Told(TestMessage.Foreign("a", "sale", "1", "USD", "20")));
        Assert.Equal(
            new Rejection("implausible_time", "occurredAt", "The time lies ahead; plausible is at most PT1H from now."),
            Told(TestMessage.Sale("a", occurredAt: Now.AddHours(2))));
        Assert.Equal(
            new Rejection("implausible_time", "occurredAt", "The time lies too far back; plausible is at most P30D ago."),
            Told(TestMessage.Sale("a", occurredAt: Now.AddDays(-31))));
    }

    [Theory]
    [InlineData("\"livemode\": false", "livemode")]
    [InlineData("\"livemode\": true", null)]
    [InlineData("\"livemode\": \"false\"", null)]
    [InlineData("\"livemode\": null", null)]
    [InlineData("\"test\": true", "test")]
    [InlineData("\"test\": false", null)]
    [InlineData("\"test\": 1", null)]
    [InlineData("\"Test\": true", null)]
    [InlineData("\"status\": \"pending\"", "status")]
    [InlineData("\"status\": \"PENDING\"", "status")]
    [InlineData("\"stat\\u0075s\": \"Requires_Action\"", "status")]
    [InlineData("\"status\": \"requires_payment_method\"", "status")]
    [InlineData("\"status\": \"succeeded\"", null)]
    [InlineData("\"status\": \"pending \"", null)]
    [InlineData("\"status\": [\"pending\"]", null)]
    [InlineData("\"payment\": { \"status\": \"pending\", \"livemode\": false }, \"x\": [ { \"test\": true } ]", null)]
    [InlineData("\"metadata\": { \"status\": \"pending\", \"livemode\": false, \"test\": true }", null)]
    [InlineData("\"x\": 1, \"livemode\": true, \"status\": \"failed\"", "status")]
    public void Sale_that_is_a_test_or_not_paid_is_not_settled_and_a_refund_always_counts(string members, string? member)
    {
        var (sale, refund) = (Valued(TestMessage.With(TestMessage.Sale("a"), members)), Valued(TestMessage.With(TestMessage.Refund("a", "1.00", "s"), members)));

        var rejection = Plausibility.Check(sale, PlausibilityLimits.Default, null, Now);

        Assert.Equal((member is null ? null : RejectionReason.NotSettled, member), (rejection?.Reason, rejection?.Member));
        Assert.Null(Plausibility.Check(refund, PlausibilityLimits.Default, null, Now));
        Assert.Equal(member == "status" ? null : member, Plausibility.Check(sale, new PlausibilityLimits { NotSettledStatuses = null }, null, Now)?.Member);
    }

    [Fact]
    public void Words_for_not_settled_are_a_parameter()
    {
        Assert.True(StatusWords.TryParse(" on hold , draft", out var words));
        var limits = new PlausibilityLimits { NotSettledStatuses = words };

        Assert.NotNull(Plausibility.Check(Valued(TestMessage.With(TestMessage.Sale("a"), "\"status\": \"On Hold\"")), limits, null, Now));
        Assert.Null(Plausibility.Check(Valued(TestMessage.With(TestMessage.Sale("a"), "\"status\": \"pending\"")), limits, null, Now));
    }

    [Fact]
    public void Text_with_three_decimals_says_why_it_is_refused()
    {
        Assert.False(RevenueMessageReader.TryRead(TestMessage.Sale("a", "1.500"), out _, out var rejection));

        Assert.Equal((RejectionReason.TooManyDecimals, "amount"), (rejection.Reason, rejection.Member));
        Assert.Contains("fifteen hundred", rejection.Detail, StringComparison.Ordinal);
        Assert.InRange(rejection.Detail.Length, 10, 300);
    }

    [Theory]
    [InlineData("\"metadata\": { \"x\": \"\\ud800\" }")]
    [InlineData("\"metadata\": { \"\\udc00\": 1 }")]
    [InlineData("\"metadata\": { \"x\": [ { \"y\": \"a\\ud83d\" } ] }")]
    [InlineData("\"note\": \"\\ud800 \\udc00\"")]
    [InlineData("\"note\": { \"x\\ude00\": 1 }")]
    public void Half_a_surrogate_pair_anywhere_is_no_json_and_the_message_is_still_readable(string members)
    {
        Assert.False(RevenueMessageReader.TryRead(TestMessage.With(TestMessage.Sale("a"), members), out var message, out var rejection));
        Assert.True(RevenueMessageReader.TryRead(TestMessage.With(TestMessage.Refund("a", "1.00", "s"), members), out _, out _));

        Assert.Equal((RejectionReason.InvalidJson, "a"), (rejection.Reason, message!.Id));
    }

    [Fact]
    public void Whole_surrogate_pairs_and_words_that_look_like_one_are_json() => Assert.True(RevenueMessageReader.TryRead(
        TestMessage.With(TestMessage.Sale("a"), "\"note\": \"\\ud83d\\ude00 \\\\ud800\", \"metadata\": { \"\\uD83D\\uDE00\": \"\\\\udc00\" }"), out _, out _));

    [Theory]
    [InlineData("amount", "0", "10000000000000000.00")]
    [InlineData("exchangeRate", "0", "999999999999999999")]
    [InlineData("occurredAt", "\"1999-01-01T00:00:00Z\"", "2000 to 9999")]
    [InlineData("id", "\"a \"", "1 to 128")]
    public void Text_of_a_refusal_names_the_upper_limit(string member, string json, string limit)
    {
        var body = Encoding.UTF8.GetString(TestMessage.Sale("a"));
        var changed = member switch
        {
            "amount" => body.Replace("\"10.00\"", json, StringComparison.Ordinal),
            "occurredAt" => body.Replace("\"2026-11-20T10:00:00.0000000+00:00\"", json, StringComparison.Ordinal),
            "id" => body.Replace("\"id\": \"a\"", $"\"id\": {json}", StringComparison.Ordinal),
            _ => Encoding.UTF8.GetString(TestMessage.With(TestMessage.Sale("a"), $"\"{member}\": {json}")),
        };

        Assert.False(RevenueMessageReader.TryRead(Encoding.UTF8.GetBytes(changed), out _, out var rejection));

        Assert.Equal(member, rejection.Member);
        Assert.Contains(limit, rejection.Detail, StringComparison.Ordinal);
    }

    private static Zar Zar(string text) => new((long)(decimal.Parse(text, CultureInfo.InvariantCulture) * 100));

    private static TimeSpan? Span(string? text)
    {
        if (text is null)
            return null;
        Assert.True(IsoDuration.TryParse(text, out var span));
        return span;
    }

    private static ValuedRevenue Valued(byte[] body)
    {
        Assert.True(RevenueMessageReader.TryRead(body, out var message, out var rejection), rejection?.ToString());
        Assert.True(ValuedRevenue.TryCreate(message, TimeZoneInfo.Utc, TestMessage.NoRates, out var revenue, out _));
        return revenue;
    }
}
