using BuyOrder.Domain.Money;
using BuyOrder.Functions.Tests.Ledger.Rates;

namespace BuyOrder.Functions.Tests.Domain.Money;

/// <summary>One version of a day's rates: its name, its rates, and whether two are the same.</summary>
public sealed class DailyRatesTests
{
    private static readonly Dictionary<string, ExchangeRate> Rates = Table(("USD", "18.5"), ("EUR", "20"));

    private static readonly DailyRates Third = new(TestRates.Day, 3, Rates, DateTimeOffset.UnixEpoch, "operator", "SARB");

    [Fact]
    public void Version_is_named_by_its_day_and_its_number() => Assert.Equal("table:2026-11-20:v3", Third.Origin);

    [Fact]
    public void Rate_is_found_by_its_currency_or_not_at_all()
    {
        Assert.Equal(TestRates.Rate("18.5"), Third.Find(Currency.Find("USD")!));
        Assert.Equal(TestRates.Rate("20"), Third.Find(Currency.Find("EUR")!));
        Assert.Null(Third.Find(Currency.Find("JPY")!));
    }

    [Fact]
    public void Rates_are_the_same_when_currencies_and_rates_are()
    {
        Assert.True(DailyRates.AreSame(Rates, Table(("EUR", "20.00"), ("USD", "18.50"))));
        Assert.True(DailyRates.AreSame(Table(), Table()));
    }

    [Fact]
    public void Rates_differ_by_one_rate_one_currency_or_one_more()
    {
        Assert.False(DailyRates.AreSame(Rates, Table(("USD", "18.5"), ("EUR", "20.1"))));
        Assert.False(DailyRates.AreSame(Rates, Table(("USD", "18.5"), ("GBP", "20"))));
        Assert.False(DailyRates.AreSame(Rates, Table(("USD", "18.5"), ("EUR", "20"), ("GBP", "24"))));
        Assert.False(DailyRates.AreSame(Rates, Table(("USD", "18.5"))));
    }

    private static Dictionary<string, ExchangeRate> Table(params (string Code, string Rate)[] rates) =>
        rates.ToDictionary(pair => pair.Code, pair => TestRates.Rate(pair.Rate));
}
