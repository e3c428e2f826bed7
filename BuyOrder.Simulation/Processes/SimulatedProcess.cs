using BuyOrder.Ethereum.Rpc;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Opening;
using BuyOrder.Orders;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Prices;
using BuyOrder.Orders.Signing;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Testing.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Simulation.Processes;

/// <summary>
/// One process of the app, as far as orders go: what the app registers, over the gates of the world. Its services are those of one scope
/// of a container that is built once, because building one takes as long as many orders.
/// </summary>
internal sealed class SimulatedProcess
{
    private static readonly ServiceProvider Container = Compose();

    private readonly Gates gates;
    private readonly IServiceProvider services;

    public SimulatedProcess(string name, Gates gates, Func<SimulatedProcess, Edges> edges)
    {
        Name = name;
        this.gates = gates;
        services = Container.CreateScope().ServiceProvider;
        services.GetRequiredService<Place>().Edges = edges(this);
    }

    public string Name { get; }

    public bool IsDead { get; private set; }

    /// <summary>Its host gives it no time.</summary>
    public bool IsPaused { get; set; }

    /// <summary>What it is doing; null when idle.</summary>
    public Task? Doing { get; private set; }

    /// <summary>Begins work with one of its services.</summary>
    public void Begin<TService>(Func<TService, Task> work)
        where TService : notnull => Doing = work(services.GetRequiredService<TService>());

    /// <summary>Takes the work off it if it has ended; throws what no trigger should have to expect.</summary>
    public bool TryFinish()
    {
        if (Doing is not { IsCompleted: true } ended)
            return false;
        Doing = null;

        // A caller that is told to come again does so.
        if (ended.Exception?.InnerException is not (TableUnavailableException or ChainUnavailableException))
            ended.GetAwaiter().GetResult();
        return true;
    }

    public void Die()
    {
        IsDead = true;
        Doing = null;
        gates.Forget(this);
    }

    private static ServiceProvider Compose()
    {
        var services = new ServiceCollection()
            .AddScoped<Place>()
            .AddScoped(typeof(ILogger<>), typeof(Logger<>))
            .AddSingleton(new ChainOptions { ChainId = ModelChain.ChainId, RpcUrls = [], Confirmations = (int)ModelChain.FinalDepth })
            .AddScoped(scope => Of(scope).Route)
            .AddScoped(scope => Of(scope).Ledger)
            .AddScoped<RevenueLedger>()
            .AddScoped<Markets>()
            .AddScoped(scope => new SigningPolicy(ModelChain.ChainId, Of(scope).Route))
            .AddScoped<GuardedSigner>()
            .AddSingleton(new NotificationOptions { Namespace = new Uri("http://localhost/") });
        foreach (var service in new ServiceCollection().AddOrders())
            services.Add(OfProcess(service));
        return services
            .AddScoped(scope => Of(scope).Logs)
            .AddScoped(scope => Of(scope).Tables)
            .AddScoped(scope => Of(scope).Time)
            .AddScoped(scope => Of(scope).Signers)
            .AddScoped(scope => Of(scope).Nodes)
            .AddScoped(scope => Of(scope).Decide)
            .AddScoped(scope => Of(scope).Prices)
            .BuildServiceProvider();
    }

    /// <summary>What is one in a process of the app is one in a scope here.</summary>
    private static ServiceDescriptor OfProcess(ServiceDescriptor service) => service switch
    {
        { ImplementationType: { } type } => ServiceDescriptor.Scoped(service.ServiceType, type),
        { ImplementationFactory: { } factory } => ServiceDescriptor.Scoped(service.ServiceType, factory),
        _ => service,
    };

    private static Edges Of(IServiceProvider scope) => scope.GetRequiredService<Place>().Edges!;

    /// <summary>Where the app ends and the world begins.</summary>
    internal sealed record Edges(
        ITableStore Tables, IReadOnlyList<IEthereumNode> Nodes, ISigners Signers, JobDecider Decide, TimeProvider Time, ILoggerFactory Logs,
        LedgerOptions Ledger)
    {
        /// <summary>The settings' markets.</summary>
        public MarketRoute Route { get; init; } = ModelContracts.Route;

        /// <summary>The settings' price sources.</summary>
        public PriceSourceOptions Prices { get; init; } = PriceSourceOptions.None;
    }

    private sealed class Place
    {
        public Edges? Edges { get; set; }
    }
}
