using Azure.Core;
using Azure.Identity;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Functions.Export;
using BuyOrder.Functions.Functions;
using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.ServiceBus;
using BuyOrder.Functions.Settings;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rates;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Notifications;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;
using BuyOrder.Storage.Azure;

namespace BuyOrder.Functions;

/// <summary>Which parts make up the app, and what each is made of.</summary>
internal static class Composition
{
    /// <summary>A connection to a node is renewed now and then, so that a change of its address is noticed.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    public static void AddBuyOrder(this IServiceCollection services, DeploymentSettings settings)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ITableStore>(_ => new AzureTableStore(settings.Storage));
        services.AddRevenue(settings.Ledger);
        services.AddChain(settings);
        services.AddNotifications(settings.Notifications);
        services.AddOrders();
        services.AddPatience(settings.Chain);
        services.AddFunctions();
        services.AddHosting();
        services.AddStartUp(settings);
    }

    private static void AddRevenue(this IServiceCollection services, LedgerOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<RevenueLedger>();
        services.AddSingleton<RejectedRevenue>();
        services.AddSingleton<ExchangeRates>();
        services.AddSingleton<RecentParameters>();
        services.AddSingleton<LimitsInForce>(provider => provider.GetRequiredService<RecentParameters>().LimitsAsync);
        services.AddSingleton<RevenueIntake>();
        services.AddSingleton<RejectedReplay>();
        services.AddSingleton(provider => new Verifier(
            provider.GetRequiredService<ITableStore>(), options, provider.GetRequiredService<TimeProvider>())
        {
            Book = new OrderVerifier(provider.GetRequiredService<ITableStore>(), provider.GetRequiredService<TimeProvider>()),
        });
    }

    private static void AddChain(this IServiceCollection services, DeploymentSettings settings)
    {
        var chainId = (ulong)settings.Chain.ChainId;
        services.AddSingleton(settings.Chain);
        services.AddSingleton(settings.Market.ToRoute());
        services.AddSingleton<IMarket, UniswapV2Market>();
        services.AddSingleton(provider => SignerSetup.Create(
            settings.Signer, chainId, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => new SigningPolicy(chainId, provider.GetRequiredService<MarketRoute>()));
        services.AddSingleton<GuardedSigner>();
        services.AddSingleton<IReadOnlyList<IEthereumNode>>(provider =>
        {
            var http = NodeConnections.Create(ConnectionLifetime);
            var time = provider.GetRequiredService<TimeProvider>();
            return [.. settings.Chain.Nodes().Select(node => new JsonRpcNode(http, node.Url, ChainOptions.Node with { Name = node.Name }, time))];
        });
    }

    /// <summary>A development chain's time is whatever was last set by hand: it says nothing of the host's clock.</summary>
    private static void AddPatience(this IServiceCollection services, ChainOptions options)
    {
        if (DevelopmentSigners.Chains.Contains((ulong)options.ChainId))
            services.AddSingleton(new EngineLimits { MaxClockSkew = TimeSpan.MaxValue });
    }

    /// <summary>Without a queue nothing is written that would never be sent.</summary>
    private static void AddNotifications(this IServiceCollection services, NotificationOptions? options)
    {
        services.AddSingleton<Outbox>();
        if (options is null)
            return;
        services.AddSingleton(options);
        services.AddSingleton<INotificationQueue>(provider =>
        {
            var connections = new SocketsHttpHandler { PooledConnectionLifetime = ConnectionLifetime };
            var http = new HttpClient(connections) { Timeout = Timeout.InfiniteTimeSpan };
            return new ServiceBusQueue(http, options, IdentityFor(options), provider.GetRequiredService<TimeProvider>());
        });
    }

    private static TokenCredential? IdentityFor(NotificationOptions options) => options switch
    {
        { Key: not null } => null,
        { ManagedIdentityClientId: { } clientId } => new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId)),
        _ => new DefaultAzureCredential(),
    };

    private static void AddHosting(this IServiceCollection services)
    {
        services.AddSingleton<Readiness>();
        services.AddSingleton<LargeCalls>();
        services.AddSingleton<ProcessEnd>();
        services.AddHostedService<StartUp>();
        services.AddHostedService<TokenCheck>();
        services.AddSingleton<StorageProbe>();
        services.AddSingleton<HealthReport>();
        services.AddSingleton<OrderCsv>();
        services.AddSingleton(provider => new TokenScale(
            provider.GetRequiredService<ITableStore>(),
            provider.GetRequiredService<MarketRoute>().Token.ToString(),
            cancellation => AskDecimalsAsync(provider.GetRequiredService<PreTradeReader>(), cancellation)));
        services.Configure<HostOptions>(options => options.ShutdownTimeout = HandlerServer.ShutdownTimeout);
    }

    private static async Task<int> AskDecimalsAsync(PreTradeReader chain, CancellationToken cancellation)
    {
        var opening = await chain.OpenMarketAsync(cancellation);
        return opening.Terms?.Units.TokenDecimals ?? throw new ChainUnavailableException(opening.Detail);
    }

    private static void AddStartUp(this IServiceCollection services, DeploymentSettings settings)
    {
        services.AddSingleton(provider => new StartUpStep("creating the tables", cancellation =>
            provider.GetRequiredService<ITableStore>().CreateMissingAsync(
                [OrderKeys.Table, ParameterStore.TableName, RatesRow.Table], cancellation)));
        services.AddSingleton(provider => new StartUpStep("opening the ledger", cancellation =>
            OpenLedgerAsync(provider.GetRequiredService<RevenueLedger>(), cancellation)));
        services.AddSingleton(provider => new StartUpStep("opening rejected revenue", cancellation =>
            provider.GetRequiredService<RejectedRevenue>().CountOpenAsync(cancellation)));
        services.AddSingleton(provider => new StartUpStep("writing the first business parameters", cancellation =>
            provider.GetRequiredService<ParameterStore>().InitialiseAsync(settings.InitialParameters, cancellation)));

        // Slots before the first start of all are never due.
        services.AddSingleton(provider => new StartUpStep("opening the order book", cancellation =>
            provider.GetRequiredService<OrderStoreOpening>().OpenAsync(cancellation)));
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
