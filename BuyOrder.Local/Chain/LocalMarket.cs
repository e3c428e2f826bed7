using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Local.Servers;

namespace BuyOrder.Local.Chain;

/// <summary>The contracts of this run on a development chain, and who holds what.</summary>
internal sealed record LocalMarket
{
    /// <summary>So that nothing is at the very beginning of the chain, where a finalized block is not yet behind the head.</summary>
    private const int BlocksMined = 36;

    private static readonly BigInteger WalletWei = 1_000 * BigInteger.Pow(10, 18);
    private static readonly AbiFunction GetPair = AbiFunction.Parse("getPair(address tokenA, address tokenB) returns (address)");

    public required ulong ChainId { get; init; }

    public required Address Azr { get; init; }

    public required Address Zar { get; init; }

    public required Address Router { get; init; }

    public required Address Pair { get; init; }

    public required Wallet Wallet { get; init; }

    /// <summary>Gets the tokens that are bought. There is no key of it.</summary>
    public required Address Treasury { get; init; }

    /// <exception cref="ServerStartException">The node is no anvil, or a transaction was not mined.</exception>
    public static Task<LocalMarket> DeployAsync(IEthereumNode node, NodeTools tools, CancellationToken cancellation) =>
        DeployAsync(node, tools, new LocalTokens(), cancellation);

    /// <exception cref="ServerStartException">The node is no anvil, or a transaction was not mined.</exception>
    public static async Task<LocalMarket> DeployAsync(IEthereumNode node, NodeTools tools, LocalTokens tokens, CancellationToken cancellation)
    {
        try
        {
            return await DeployOnAsync(node, tools, tokens, cancellation);
        }
        catch (Exception e) when (e is RpcException or NodeUnavailableException)
        {
            throw new ServerStartException($"The contracts can't be deployed on {node.Name}, which must be an anvil: {e.Message}", e);
        }
    }

    private static async Task<LocalMarket> DeployOnAsync(IEthereumNode node, NodeTools tools, LocalTokens tokens, CancellationToken cancellation)
    {
        var (chainId, deployer) = await IdentifyAsync(node, cancellation);
        var wallet = Wallet.Create();
        var nonce = await ReadAsync(node, Eth.TransactionCount(deployer, BlockTag.Pending), cancellation);
        var plan = DeploymentPlan.Make(tools, deployer, nonce, wallet.Address, tokens);

        var sending = new RpcBatch();
        var hashes = plan.Transactions.Select(transaction => sending.Add(DevelopmentNode.SendTransaction(transaction))).ToList();
        var funded = sending.Add(DevelopmentNode.SetBalance(wallet.Address, WalletWei));
        await node.SendAsync(sending, cancellation);
        _ = funded.Result;
        await ReadAsync(node, DevelopmentNode.Mine(BlocksMined, intervalSeconds: 0), cancellation);

        return new LocalMarket
        {
            ChainId = chainId,
            Azr = plan.Azr,
            Zar = plan.Zar,
            Router = plan.Router,
            Pair = await CheckAsync(node, plan, [.. hashes.Select(hash => hash.Result)], cancellation),
            Wallet = wallet,
            Treasury = Wallet.Create().Address,
        };
    }

    private static async Task<(ulong ChainId, Address Deployer)> IdentifyAsync(IEthereumNode node, CancellationToken cancellation)
    {
        var asking = new RpcBatch();
        var chainId = asking.Add(Eth.ChainId);
        var accounts = asking.Add(DevelopmentNode.Accounts);
        await node.SendAsync(asking, cancellation);
        return accounts.Result is [var first, ..]
            ? (chainId.Result, first)
            : throw new ServerStartException($"{node.Name} signs for no account: it must be an anvil.");
    }

    /// <summary>Every transaction must have been mined without a revert; returns the pair that the factory made.</summary>
    private static async Task<Address> CheckAsync(
        IEthereumNode node, DeploymentPlan plan, IReadOnlyList<Hash256> hashes, CancellationToken cancellation)
    {
        var reading = new RpcBatch();
        var receipts = hashes.Select(hash => reading.Add(Eth.Receipt(hash))).ToList();
        var pair = reading.Add(Eth.Call(new CallRequest { To = plan.Factory, Data = GetPair.Encode(plan.Azr, plan.Zar) }, BlockTag.Latest));
        await node.SendAsync(reading, cancellation);
        for (var i = 0; i < receipts.Count; i++)
        {
            if (receipts[i].Result is not { Succeeded: true })
            {
                var fate = receipts[i].Result is null ? "was not mined" : "reverted";
                throw new ServerStartException($"Transaction {hashes[i]} of the deployment on {node.Name} {fate}.");
            }
        }
        return (Address)GetPair.DecodeOutput(pair.Result)[0];
    }

    private static async Task<T> ReadAsync<T>(IEthereumNode node, RpcRequest<T> request, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var call = batch.Add(request);
        await node.SendAsync(batch, cancellation);
        return call.Result;
    }
}

/// <summary>Which contracts of this repository are the two tokens of the local market.</summary>
/// <param name="Token">Bought; its constructor takes the supply.</param>
/// <param name="Stablecoin">Paid with; its deployer mints.</param>
internal sealed record LocalTokens(string Token = "AzrToken", string Stablecoin = "ZarStablecoin");
