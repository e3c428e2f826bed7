using System.Numerics;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Local.Chain;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Testing.Chain;

/// <summary>
/// A chain with the market's contracts on it and nothing traded yet. It is its user's alone until disposed of; then it waits for the next
/// one, for whom it is set back.
/// </summary>
internal sealed class DeployedChain : IAsyncDisposable
{
    private readonly HttpClient http;
    private readonly AnvilControl control;
    private readonly DeployedChains owner;
    private string snapshot = "";
    private BigInteger baseFeeWei;
    private bool isLent = true;

    private DeployedChain(Anvil anvil, HttpClient http, IEthereumNode node, LocalMarket market, DeployedChains owner)
    {
        (Anvil, this.http, Node, Market, this.owner) = (anvil, http, node, market, owner);
        control = new AnvilControl(node);
    }

    public required DeployedChains.Kind Kind { get; init; }

    public Anvil Anvil { get; }

    /// <summary>Its node, asked once for each answer.</summary>
    public IEthereumNode Node { get; }

    public LocalMarket Market { get; }

    /// <summary>Where its contracts' interfaces are.</summary>
    public required NodeTools Tools { get; init; }

    public ValueTask DisposeAsync()
    {
        if (isLent)
        {
            isLent = false;
            owner.GiveBack(this);
        }

        return ValueTask.CompletedTask;
    }

    internal static async Task<DeployedChain> StartAsync(TestServers servers, DeployedChains owner, DeployedChains.Kind kind)
    {
        var anvil = await servers.StartAnvilAsync(new AnvilOptions { NoMining = !kind.Mines }, TestRun.Cancellation);
        var http = new HttpClient();
        var node = new JsonRpcNode(http, anvil.RpcUrl, new JsonRpcOptions { MaxReadAttempts = 1 }, TimeProvider.System);
        var tools = await servers.ToolsAsync();
        var market = await LocalMarket.DeployAsync(anvil.RpcUrl, tools, kind.Tokens, TestRun.Cancellation);
        var chain = new DeployedChain(anvil, http, node, market, owner) { Kind = kind, Tools = tools };
        chain.baseFeeWei = (await chain.control.ReadAsync(Eth.Block(BlockTag.Latest)))?.BaseFeePerGasWei ?? BigInteger.Zero;
        chain.snapshot = await chain.control.SnapshotAsync();
        return chain;
    }

    /// <summary>Undoes all that its last user did.</summary>
    /// <returns>False if it can't be used again.</returns>
    internal async Task<bool> TryResetAsync()
    {
        try
        {
            await control.DropAllAsync();
            if (!await control.RevertAsync(snapshot))
                return false;
            await control.ReleaseTimeAsync();
            await control.SetTimeAsync(TimeProvider.System.GetUtcNow());
            await control.SetAutomineAsync(Kind.Mines);
            snapshot = await control.SnapshotAsync();

            // So that the newest block is as young as after a deployment, at a fee that the last user has not set.
            await control.SetNextBaseFeeAsync(baseFeeWei);
            await control.MineAsync();
            isLent = true;
            return true;
        }
        catch (Exception error) when (error is NodeUnavailableException or RpcException)
        {
            return false;
        }
    }

    internal async Task EndAsync()
    {
        http.Dispose();
        await Anvil.DisposeAsync();
    }
}
