using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;

namespace BuyOrder.Ledger;

/// <summary>What intake and the ledger are made of. Registered elsewhere: tables, clock, logging and <see cref="LimitsInForce"/>.</summary>
internal static class LedgerSetup
{
    public static IServiceCollection AddLedger(this IServiceCollection services, LedgerOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<RevenueLedger>();
        services.AddSingleton<RejectedRevenue>();
        services.AddSingleton<ExchangeRates>();
        services.AddSingleton<RevenueIntake>();
        services.AddSingleton<RejectedReplay>();
        return services;
    }
}
