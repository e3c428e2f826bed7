using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Local.Servers;
using Nethereum.JsonRpc.Client;
using Nethereum.Web3;

namespace BuyOrder.Local.Chain;

/// <summary>The contracts of this run on a development chain, and who holds what.</summary>
internal sealed record LocalMarket
{
    public static readonly BigInteger PoolZar = Web3.Convert.ToWei(1_000_000_000);
    public static readonly BigInteger PoolAzr = Web3.Convert.ToWei(20_000_000);
    public static readonly BigInteger WalletZar = Web3.Convert.ToWei(100_000_000);

    /// <summary>The longest that a deployment may take. Nethereum can't be told to stop, and gives up a call after 20 seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public required ulong ChainId { get; init; }

    public required Address Azr { get; init; }

    public required Address Zar { get; init; }

    public required Address Router { get; init; }

    public required Address Pair { get; init; }

    public required Wallet Wallet { get; init; }

    /// <summary>Gets the tokens that are bought. There is no key of it.</summary>
    public required Address Treasury { get; init; }

    /// <exception cref="ServerStartException">The node is no anvil, or a transaction was not mined.</exception>
    public static Task<LocalMarket> DeployAsync(Uri rpcUrl, NodeTools tools, CancellationToken cancellation) =>
        DeployAsync(rpcUrl, tools, new LocalTokens(), cancellation);

    /// <exception cref="ServerStartException">The node is no anvil, or a transaction was not mined.</exception>
    public static async Task<LocalMarket> DeployAsync(Uri rpcUrl, NodeTools tools, LocalTokens tokens, CancellationToken cancellation)
    {
        var node = rpcUrl.Authority;
        try
        {
            var deployment = new MarketDeployment(node, new Web3(rpcUrl.AbsoluteUri), tools, tokens);
            return await deployment.RunAsync().WaitAsync(Patience, cancellation);
        }
        catch (Exception e) when (e is RpcResponseException or RpcResponseBatchException or RpcResponseFormatException
            or RpcClientUnknownException or RpcClientTimeoutException or TimeoutException)
        {
            var reason = (e.InnerException ?? e).Message;
            throw new ServerStartException($"The contracts can't be deployed on {node}, which must be an anvil: {reason}", e);
        }
    }
}

/// <summary>Which contracts of this repository are the two tokens of the local market.</summary>
/// <param name="Token">Bought; its constructor takes the supply.</param>
/// <param name="Stablecoin">Paid with; its deployer mints.</param>
internal sealed record LocalTokens(string Token = "AzrToken", string Stablecoin = "ZarStablecoin");
