using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Signing;

namespace BuyOrder.Orders.Chain;

/// <summary>The chain that the orders are placed on: its nodes, the market and the signer. Options are validated before they come here.</summary>
internal static class ChainSetup
{
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
        services.AddSingleton<NodeClients>();
        services.AddSingleton(provider => provider.GetRequiredService<NodeClients>().All);

        // The time of a development chain may have been set by hand: it says nothing about the host's clock.
        if (DevelopmentSigners.Chains.Contains(chainId))
            services.AddSingleton(new EngineLimits { MaxClockSkew = TimeSpan.MaxValue });
        return services;
    }
}
