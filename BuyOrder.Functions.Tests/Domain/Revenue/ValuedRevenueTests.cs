using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Ledger.Rates;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

/// <summary>The value of a message in ZAR: by its own rate, by the table of its day, or not at all.</summary>
public sealed class ValuedRevenueTests
{
    private static readonly Dictionary<DateOnly, DailyRates> Table = new()
    {
        [TestRates.Day] = new(
            TestRates.Day, 3, new Dictionary<string, ExchangeRate> { ["USD"] = TestRates.Rate("18.5") }, TestMessage.Day, "operator", "SARB"),
    };

    private static readonly TimeZoneInfo Johannesburg = TimeZoneInfo.FindSystemTimeZoneById("Africa/Johannesburg");

    [Theory]
    [InlineData("sale", 3700)]
    [InlineData("refund", -3700)]
    public void Amount_without_a_rate_is_valued_by_the_table_of_its_day(string kind, long cents)
    {
        var revenue = Valued(TestMessage.Unrated("a", "2.00", "USD", kind: kind));

        Assert.Equal((new Zar(cents), TestRates.Day), (revenue.Value, revenue.Day));
        Assert.Equal((TestRates.Rate("18.5"), "table:2026-11-20:v3"), (revenue.AppliedRate, revenue.RateOrigin));
    }

    [Theory]
    [InlineData("sale", 4000)]
    [InlineData("refund", -4000)]
    public void Rate_of_the_message_goes_before_the_table(string kind, long cents)
    {
        var revenue = Valued(TestMessage.Foreign("a", kind, "2.00", "USD", "20"));

        Assert.Equal(new Zar(cents), revenue.Value);
        Assert.Equal((TestRates.Rate("20"), "message"), (revenue.AppliedRate, revenue.RateOrigin));
    }

    [Fact]
    public void Rand_has_no_rate_and_no_origin_even_if_its_rate_of_one_was_sent()
    {
        var plain = Valued(TestMessage.Sale("a", "10.00"));
        var rated = Valued(TestMessage.With(TestMessage.Sale("a", "10.00"), "\"exchangeRate\": \"1.0\""));

        Assert.Equal((new Zar(1000), null, null), (plain.Value, plain.AppliedRate, plain.RateOrigin));
        Assert.Equal((new Zar(1000), null, null), (rated.Value, rated.AppliedRate, rated.RateOrigin));
    }

    [Fact]
    public void Rand_with_any_other_rate_is_refused() => Assert.Equal(
        new Rejection("invalid_exchange_rate", "exchangeRate", "An amount in ZAR has no exchange rate other than 1."),
        Refused(TestMessage.With(TestMessage.Sale("a", "10.00"), "\"exchangeRate\": \"1.01\"")));

    [Theory]
    [InlineData("EUR", 0, "2026-11-20")]
    [InlineData("USD", 12, "2026-11-21")]
    [InlineData("USD", -13, "2026-11-19")]
    public void Amount_without_a_rate_for_its_currency_on_its_day_is_refused(string currency, int hours, string day) => Assert.Equal(
        new Rejection(
            "no_exchange_rate",
            "exchangeRate",
            $"There is no rate for {currency} on {day}: put one into the table of that day, or send exchangeRate, in ZAR per unit."),
        Refused(TestMessage.Unrated("a", "2.00", currency, TestMessage.Day.AddHours(hours))));

    [Fact]
    public void Value_may_be_the_largest_and_not_a_cent_more()
    {
        Assert.Equal(ValuedRevenue.MaxValue, Valued(TestMessage.Foreign("a", "sale", "1000000000000.00", "USD", "1")).Value);
        Assert.Equal(
            new Rejection("amount_too_large", "amount", "The value is more than 1000000000000.00 ZAR."),
            Refused(TestMessage.Foreign("a", "sale", "1000000000000.01", "USD", "1")));
    }

    private static ValuedRevenue Valued(byte[] body)
    {
        Assert.True(ValuedRevenue.TryCreate(ReadMessages.Read(body), Johannesburg, Table, out var revenue, out var rejection), rejection?.Detail);
        return revenue;
    }

    private static Rejection Refused(byte[] body)
    {
        Assert.False(ValuedRevenue.TryCreate(ReadMessages.Read(body), Johannesburg, Table, out var revenue, out var rejection));
        Assert.Null(revenue);
        return rejection;
    }
}
