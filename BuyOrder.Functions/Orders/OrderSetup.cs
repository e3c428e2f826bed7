using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Audit;
using BuyOrder.Functions.Chain;
using BuyOrder.Functions.Orders.Book;
using BuyOrder.Functions.Orders.Runs;
using BuyOrder.Functions.Orders.Verifying;
using BuyOrder.Functions.Orders.Watching;
using BuyOrder.Functions.Orders.WaysOut;
using BuyOrder.Functions.Parameters;
using BuyOrder.Functions.Revenue;

namespace BuyOrder.Functions.Orders;

/// <summary>What the order engine is made of. Given elsewhere: tables, ledger, market, signer, nodes, clock, logging.</summary>
internal static class OrderSetup
{
    public static IServiceCollection AddOrders(this IServiceCollection services)
    {
        services.AddSingleton<NodeFaults>();
        services.AddSingleton<ChainNodes>();
        services.AddSingleton<OrderReader>();
        services.AddSingleton<PurchaseReader>();
        services.AddSingleton<Simulator>();
        services.AddSingleton<PurchaseProbe>();
        services.AddSingleton<OrderTransactions>();
        services.AddSingleton<AttemptSigning>();
        services.AddSingleton<Broadcaster>();
        services.AddSingleton<Replay>();
        services.AddSingleton<ParameterStore>();
        services.AddSingleton<OrderLimits>();
        services.AddSingleton<OrderDecider>(OrderDecision.Decide);
        services.AddSingleton<VerificationLog>();
        services.AddSingleton<BookStore>();
        services.AddSingleton<BookOpening>();
        services.AddSingleton<OrderBook>();
        services.AddSingleton<OrderFunding>();
        services.AddSingleton<RunAssessor>();
        services.AddSingleton<OrderPreparation>();
        services.AddSingleton<OrderAdvancer>();
        services.AddSingleton<BuyOrders>();
        services.AddSingleton<MoneyReader>();
        services.AddSingleton<OutflowScan>();
        services.AddSingleton<BlockReader>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<ResolutionReader>();
        services.AddSingleton<OrderResolution>();
        services.AddSingleton<OldCopyCheck>();
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
