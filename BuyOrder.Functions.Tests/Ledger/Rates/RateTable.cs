using BuyOrder.Ledger.Rates;

namespace BuyOrder.Functions.Tests.Ledger.Rates;

/// <summary>Puts rates where the service finds them.</summary>
internal static class RateTable
{
    /// <summary>Makes the next version, whichever is in force.</summary>
    public static async Task PutAsync(ExchangeRates rates, DateOnly day, params (string Code, string Rate)[] pairs)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var version = (await rates.FindAsync(day, cancellation))?.Version ?? 0;
        Assert.True((await rates.ChangeAsync(TestRates.Change(day, version, $"version {version + 1}", pairs), cancellation)).Made);
    }
}
