using BuyOrder.Domain.Money;
using BuyOrder.Ledger.Rates;

namespace BuyOrder.Functions.Tests.Ledger.Rates;

/// <summary>Rates as operators put them in.</summary>
internal static class TestRates
{
    public static readonly DateOnly Day = new(2026, 11, 20);

    public static RatesChange Change(DateOnly day, int after, string reason, params (string Code, string Rate)[] rates) =>
        new(day, after, rates.ToDictionary(pair => pair.Code, pair => Rate(pair.Rate)), "operator", reason);

    public static ExchangeRate Rate(string text)
    {
        Assert.True(ExchangeRate.TryParse(text, allowExponent: false, out var rate));
        return rate;
    }
}
