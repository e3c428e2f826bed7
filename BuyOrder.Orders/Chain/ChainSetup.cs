using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Signing;

namespace BuyOrder.Orders.Chain;

/// <summary>The chain that the orders are placed on: its nodes, the market and the signer. Options are validated before they come here.</summary>
internal static class ChainSetup
{
    /// <summary>A connection to a node is renewed now and then, so that a change of its address is noticed.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    public static IServiceCollection AddChain(this IServiceCollection services, ChainOptions chain, MarketOptions market, SignerOptions signer)
    {
        var chainId = (ulong)chain.ChainId;
        services.AddSingleton(chain);
        services.AddSingleton(market.ToRoute());
        services.AddSingleton<Markets>();
        services.AddSingleton(provider => SignerSetup.Create(
            signer, chainId, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => new SigningPolicy(chainId, provider.GetRequiredService<MarketRoute>()));
        services.AddSingleton<GuardedSigner>();
        services.AddSingleton<IReadOnlyList<IEthereumNode>>(provider =>
        {
            var http = NodeConnections.Create(ConnectionLifetime);
            var time = provider.GetRequiredService<TimeProvider>();
            return [.. chain.Nodes().Select(node => new JsonRpcNode(http, node.Url, ChainOptions.Node with { Name = node.Name }, time))];
        });

        // The time of a development chain may have been set by hand: it says nothing about the host's clock.
        if (DevelopmentSigners.Chains.Contains(chainId))
            services.AddSingleton(new EngineLimits { MaxClockSkew = TimeSpan.MaxValue });
        return services;
    }
}
