using System.Text;
using System.Text.Json;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Bodies;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>A caller who is told that a value is too small is told as well how large it may be.</summary>
public sealed class LimitsInTextsTests
{
    [Theory]
    [InlineData("1999-12-31")]
    [InlineData("10000-01-01")]
    public void Day_in_a_path_is_refused_with_both_limits(string day)
    {
        var refused = Assert.Throws<RequestException>(() => RateDay.Read(day));

        Assert.Contains("from 2000-01-01 to 9999-12-31", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("9223372036854775808")]
    [InlineData("1.5")]
    public void Number_is_refused_with_both_limits(string number)
    {
        using var document = JsonDocument.Parse($$"""{"nonce":{{number}}}""");
        var members = new BodyMembers(document.RootElement, "nonce");

        members.Natural("nonce");

        Assert.Contains("from 0 to 9223372036854775807", Assert.Throws<RequestException>(members.Demand).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"rates":{},"reason":"x"}""", "1 to 200 members")]
    [InlineData("""{"rates":{"USD":"0"},"reason":"x"}""", "more than 0 and below 10^18")]
    [InlineData("""{"rates":{"USD":"1"},"reason":""}""", "1 to 500 characters")]
    public void Rates_are_refused_with_both_limits(string body, string limits) => Assert.Contains(
        limits,
        Assert.Throws<RequestException>(() => PutExchangeRatesBody.Parse(Encoding.UTF8.GetBytes(body))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Object_with_more_members_than_may_be_is_refused()
    {
        var rates = string.Join(',', Enumerable.Range(0, 201).Select(number => $"\"A{number}\":1"));

        var refused = Assert.Throws<RequestException>(() => PutExchangeRatesBody.Parse(Encoding.UTF8.GetBytes($$"""{"rates":{{{rates}}},"reason":"x"}""")));

        Assert.Equal("rates: Must be an object with 1 to 200 members.", refused.Message);
    }
}
