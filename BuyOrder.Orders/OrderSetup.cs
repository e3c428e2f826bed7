using BuyOrder.Domain.Orders;
using BuyOrder.Ledger;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Engine.Watching;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Recovery;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;

namespace BuyOrder.Orders;

/// <summary>What the order engine is made of. Given elsewhere: tables, ledger, market, signer, nodes, clock, logging.</summary>
internal static class OrderSetup
{
    public static IServiceCollection AddOrders(this IServiceCollection services)
    {
        services.AddSingleton<NodeFaults>();
        services.AddSingleton<ChainNodes>();
        services.AddSingleton<TransactionReader>();
        services.AddSingleton<PreTradeReader>();
        services.AddSingleton<Simulator>();
        services.AddSingleton<PurchaseProbe>();
        services.AddSingleton<OrderTransactions>();
        services.AddSingleton<AttemptSigning>();
        services.AddSingleton<Broadcaster>();
        services.AddSingleton<RevertReplay>();
        services.AddSingleton<ParameterStore>();
        services.AddSingleton<EngineLimits>();
        services.AddSingleton<OrderDecider>(OrderDecision.Decide);
        services.AddSingleton<VerificationLog>();
        services.AddSingleton<OrderStore>();
        services.AddSingleton<OrderStoreOpening>();
        services.AddSingleton<OrderQueries>();
        services.AddSingleton<OrderFunding>();
        services.AddSingleton<RunAssessor>();
        services.AddSingleton<OrderPreparation>();
        services.AddSingleton<OrderAdvancer>();
        services.AddSingleton<OrderService>();
        services.AddSingleton<TransferReader>();
        services.AddSingleton<OutflowScan>();
        services.AddSingleton<BlockReader>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<ResolutionReader>();
        services.AddSingleton<OrderResolution>();
        services.AddSingleton<RestoredBackupCheck>();
        services.AddSingleton<WalletAdoption>();
        services.AddSingleton<FaultAlarm>();
        services.AddSingleton<OutflowCheck>();
        services.AddSingleton<NonceAcceptance>();
        services.AddSingleton<ContractAcceptance>();
        services.AddSingleton<UnconfirmedRefunds>();
        services.AddSingleton<RevenueConfirmation>();
        services.AddSingleton<RestartOutflows>();
        services.AddSingleton<RecordsRestart>();
        services.AddSingleton<OrderWatch>();
        return services;
    }
}
