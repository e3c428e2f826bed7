using BuyOrder.Functions.Export;
using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.ServiceBus;
using BuyOrder.Functions.Settings;
using BuyOrder.Functions.Triggers;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Prices;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Storage.Azure;

namespace BuyOrder.Functions;

/// <summary>Which parts make up the app, and what is done once at its start.</summary>
internal static class Composition
{
    public static void AddBuyOrder(this IServiceCollection services, DeploymentSettings settings)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ITableStore>(_ => new AzureTableStore(settings.Storage));
        services.AddLedger(settings.Ledger);
        services.AddChain(settings.Chain, settings.Market, settings.Signer);
        services.AddSingleton(settings.Prices);
        services.AddSingleton(settings.Wallet);
        services.AddOrders();
        services.AddNotifications(settings.Notifications);
        services.AddRootArchive(settings.RootArchive);
        services.AddHosting(settings.ParentProcessId);
        services.AddStartUp(settings);
        services.AddOutsideChecks(settings.Signer.ParsedKind);
    }

    private static void AddHosting(this IServiceCollection services, int? parentProcessId)
    {
        services.AddSingleton<Readiness>();
        services.AddSingleton<ProcessEnd>();
        services.AddSingleton<StorageProbe>();
        services.AddSingleton<HttpBoundary>();
        services.AddSingleton(provider => new BatchPatience(
            provider.GetRequiredService<StorageProbe>().IsUpAsync, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LargeBatchMemory>();
        services.AddSingleton<HealthReport>();
        services.AddSingleton<OrderCsv>();
        services.AddHostedService<StartUp>();
        services.AddHostedService<OutsideChecks>();
        if (parentProcessId is { } parent)
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<ParentWatch>(provider, parent));
    }

    private static void AddRootArchive(this IServiceCollection services, BlobArchiveOptions? options)
    {
        if (options is null)
            return;
        services.AddSingleton(_ => new BlobArchive(options));
        services.AddSingleton(provider => new ArchivedRootCheck(
            provider.GetRequiredService<ITableStore>(), provider.GetRequiredService<LedgerOptions>().ShardCount));
        services.AddSingleton<RootArchive>();
    }

    private static void AddStartUp(this IServiceCollection services, DeploymentSettings settings)
    {
        services.AddSingleton(provider => new StartUpStep("creating the tables", cancellation =>
            provider.GetRequiredService<ITableStore>().CreateMissingAsync(
                [OrderKeys.Table, ParameterStore.TableName, RatesRow.Table, .. PoolObservations.TablesOf(settings.Prices)], cancellation)));
        services.AddSingleton(provider => new StartUpStep("opening the ledger", cancellation =>
            OpenLedgerAsync(provider.GetRequiredService<RevenueLedger>(), cancellation)));
        services.AddSingleton(provider => new StartUpStep("opening rejected revenue", cancellation =>
            provider.GetRequiredService<RejectedRevenue>().CountOpenAsync(cancellation)));
        services.AddSingleton(provider => new StartUpStep("writing the first business parameters", cancellation =>
            provider.GetRequiredService<ParameterStore>().InitialiseAsync(settings.InitialParameters, cancellation)));

        // Slots before the very first start are never due.
        services.AddSingleton(provider => new StartUpStep("opening the order store", cancellation =>
            provider.GetRequiredService<OrderStoreOpening>().OpenAsync(cancellation)));
    }

    private static void AddOutsideChecks(this IServiceCollection services, SignerKind signer)
    {
        // A token in whose decimals no amount can be exact.
        services.AddSingleton(provider => new OutsideCheck("The tokens' decimals", async cancellation =>
            await provider.GetRequiredService<PreTradeReader>().OpenMarketAsync(cancellation)
                is MarketOpening.Closed { Why: MarketFailure.UnsupportedDecimals, Detail: var detail } ? detail : null));
        services.AddSingleton<PriceSourceCheck>();
        services.AddSingleton(provider => new OutsideCheck("The price sources", provider.GetRequiredService<PriceSourceCheck>().FaultAsync));
        if (signer == SignerKind.KeyVaultKey)
        {
            services.AddSingleton(provider => new OutsideCheck("The signing key", cancellation =>
                SignerSetup.FaultAsync(provider.GetRequiredService<ISigners>(), cancellation)));
        }
    }

    private static async Task OpenLedgerAsync(RevenueLedger ledger, CancellationToken cancellation)
    {
        try
        {
            await ledger.OpenAsync(cancellation);
        }
        catch (LedgerSettingsException exception)
        {
            throw new StartRefusedException(exception.Message, exception);
        }
    }
}
