using BuyOrder.Domain.Orders;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Opening;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Engine.Watching;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Notifications;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Prices;
using BuyOrder.Orders.Recovery;
using BuyOrder.Orders.Recovery.Restart;
using BuyOrder.Orders.Signals;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Orders.Wallet;
using BuyOrder.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BuyOrder.Orders;

/// <summary>What the orders are made of. Registered elsewhere: tables, ledger, chain, clock, logging and the queue of notifications.</summary>
internal static class OrderSetup
{
    public static IServiceCollection AddOrders(this IServiceCollection services)
    {
        services.AddSingleton<NodeFaults>();
        services.AddSingleton<ChainNodes>();
        services.AddSingleton<TransactionReader>();
        services.TryAddSingleton(PriceSourceOptions.None);
        services.AddSingleton<PoolObservations>();
        services.AddSingleton<PriceReader>();
        services.AddSingleton<SourceLook>();
        services.AddSingleton<ObservationReader>();
        services.AddSingleton<PoolWatch>();
        services.AddSingleton<PreTradeReader>();
        services.AddSingleton<Simulator>();
        services.AddSingleton<PurchaseProbe>();
        services.AddSingleton<OrderTransactions>();
        services.AddSingleton<AttemptSigning>();
        services.AddSingleton<Broadcaster>();
        services.AddSingleton<RevertReplay>();
        services.AddSingleton<ParameterStore>();
        services.AddSingleton<ParameterChanges>();
        services.TryAddSingleton<EngineLimits>();
        services.AddSingleton<JobDecider>(JobDecision.Decide);
        services.AddSingleton<VerificationLog>();
        services.AddSingleton<OrderStore>();
        services.AddSingleton<OrderStoreOpening>();
        services.AddSingleton<OrderQueries>();
        services.AddSingleton<ScheduleReader>();
        services.AddSingleton<OrderFunding>();
        services.AddSingleton<RunAssessor>();
        services.AddSingleton<OrderPreparation>();
        services.AddSingleton<TaskPreparation>();
        services.AddSingleton<JobAdvancer>();
        services.AddSingleton<OrderService>();
        services.AddSingleton<TransferReader>();
        services.AddSingleton<OutflowScan>();
        services.AddSingleton<BlockReader>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<ResolutionReader>();
        services.AddSingleton<OrderResolution>();
        services.AddSingleton<RestoredBackupCheck>();
        services.AddSingleton<WalletAdoption>();
        services.AddSingleton<KeyRotation>();
        services.AddSingleton<FaultAlarm>();
        services.AddSingleton<OutflowCheck>();
        services.AddSingleton<PauseSwitch>();
        services.AddSingleton<TaskQueries>();
        services.AddSingleton<WalletKeys>();
        services.AddSingleton<WalletTasks>();
        services.AddSingleton<JobCancellation>();
        services.AddSingleton<TaskCancellation>();
        services.AddSingleton<OrderCancellation>();
        services.AddSingleton<NonceAcceptance>();
        services.AddSingleton<ContractAcceptance>();
        services.AddSingleton<RotationAcceptance>();
        services.AddSingleton<UnconfirmedRefunds>();
        services.AddSingleton<RevenueConfirmation>();
        services.AddSingleton<RestartOutflows>();
        services.AddSingleton<RecordsRestart>();
        services.AddSingleton<OrderWatch>();
        services.AddSingleton<Outbox>();
        services.TryAddSingleton<WalletOptions>();
        services.AddSingleton<RunRates>();
        services.AddSingleton<WalletReport>();
        services.AddSingleton<WalletLook>();
        services.AddSingleton<WalletQuestion>(provider => provider.GetRequiredService<WalletLook>().LookAsync);
        services.AddSingleton<SignalWatch>();
        services.AddSingleton<RecentParameters>();
        services.AddSingleton<LimitsInForce>(provider => provider.GetRequiredService<RecentParameters>().LimitsAsync);
        services.AddSingleton<OrderVerifier>();
        services.AddSingleton(provider => new Verifier(
            provider.GetRequiredService<ITableStore>(), provider.GetRequiredService<LedgerOptions>(), provider.GetRequiredService<TimeProvider>())
        {
            Book = provider.GetRequiredService<OrderVerifier>(),
        });
        services.AddSingleton(provider => new TokenScale(
            provider.GetRequiredService<ITableStore>(),
            provider.GetRequiredService<MarketRoute>().Token.ToString(),
            cancellation => AskDecimalsAsync(provider.GetRequiredService<PreTradeReader>(), cancellation)));
        return services;
    }

    private static async Task<int> AskDecimalsAsync(PreTradeReader chain, CancellationToken cancellation)
    {
        var opening = await chain.OpenMarketAsync(cancellation);
        return opening.TermsOr(detail => new ChainUnavailableException(detail)).Units.TokenDecimals;
    }
}
