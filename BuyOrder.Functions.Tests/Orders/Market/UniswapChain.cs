using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Functions.Tests.Orders.Signing;
using BuyOrder.Local.Chain;
using BuyOrder.Local.Servers;
using BuyOrder.Orders.Market;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders.Market;

/// <summary>
/// A chain of its own with the published Uniswap v2 (factory, router02), a Rand stablecoin, AZR and a third token. Nothing is traded yet:
/// a test adds the pools that it needs.
/// </summary>
public sealed class UniswapChain(TestServers servers) : IAsyncLifetime
{
    /// <summary>Where the published pair keeps both reserves and the time of their last change in one word.</summary>
    internal const int ReservesSlot = EngineChain.ReservesSlot;

    public static readonly BigInteger Whole = BigInteger.Pow(10, 18);

    private static readonly BigInteger Supply = BigInteger.Pow(10, 32);
    private const string Periphery = "@uniswap/v2-periphery";

    private readonly HttpClient http = new();
    private readonly SemaphoreSlim oneNonceAtATime = new(1, 1);
    private Anvil anvil = null!;
    private NodeTools tools = null!;
    private AnvilSender sender = null!;

    /// <summary>Moves the chain itself.</summary>
    internal AnvilControl Control { get; private set; } = null!;

    internal IEthereumNode Node => Control.Node;

    /// <summary>Deploys everything and holds all tokens; the wallet of the tests.</summary>
    internal Address Wallet { get; } = Permitted.Wallet;

    internal Address Recipient { get; } = Permitted.Filled(0x44);

    internal Address Factory { get; private set; }

    internal Address Router { get; private set; }

    internal Address Stablecoin { get; private set; }

    internal Address Azr { get; private set; }

    internal Address Hop { get; private set; }

    public async ValueTask InitializeAsync()
    {
        anvil = await servers.StartAnvilAsync(new AnvilOptions { NoMining = true }, CancellationToken.None);
        Control = new AnvilControl(new JsonRpcNode(http, anvil.RpcUrl, new JsonRpcOptions(), TimeProvider.System));
        (tools, sender) = (await servers.ToolsAsync(), new AnvilSender(anvil.RpcUrl));
        var weth = await DeployAsync(Periphery, "WETH9");
        Factory = await DeployAsync("@uniswap/v2-core", "UniswapV2Factory", $"{Wallet}");
        Router = await DeployAsync(Periphery, "UniswapV2Router02", $"{Factory}", $"{weth}");
        Stablecoin = await NewTokenAsync();
        Azr = await NewTokenAsync();
        Hop = await NewTokenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await anvil.DisposeAsync();
        http.Dispose();
        oneNonceAtATime.Dispose();
    }

    /// <summary>An ERC-20 with 18 decimals that the wallet owns.</summary>
    internal Task<Address> NewTokenAsync() => DeployAsync(Periphery, "ERC20", Supply);

    /// <summary>An ERC-20 that burns a hundredth of every transfer.</summary>
    internal Task<Address> NewDeflatingTokenAsync() => DeployAsync(Periphery, "DeflatingERC20", Supply);

    internal MarketRoute Route(Address? token = null, Address? stablecoin = null, Address? hop = null) =>
        new(token ?? Azr, stablecoin ?? Stablecoin, Recipient, hop, [new MarketPlace.UniswapV2(Router)]);

    /// <summary>The market of a route, not open.</summary>
    internal IMarket Market(MarketRoute route, Address? router = null) => new UniswapV2Market(route, new MarketPlace.UniswapV2(router ?? Router));

    /// <summary>Uniswap v3 beside v2.</summary>
    internal Task<UniswapV3Contracts> DeployV3Async() => UniswapV3Contracts.DeployAsync(Control, sender, tools, Wallet);

    internal async Task AddPoolAsync(Address tokenA, BigInteger amountA, Address tokenB, BigInteger amountB)
    {
        await CallAsync("ERC20", tokenA, "approve", $"{Router}", amountA);
        await CallAsync("ERC20", tokenB, "approve", $"{Router}", amountB);
        var deadline = DateTimeOffset.UtcNow.AddYears(1).ToUnixTimeSeconds();
        var added = await CallAsync(
            "UniswapV2Router02", Router, "addLiquidity", $"{tokenA}", $"{tokenB}", amountA, amountB, 0, 0, $"{Wallet}", deadline);
        Assert.True(added.Succeeded);
    }

    /// <summary>A fresh token with a pool of its own at 50 ZAR, so that the tests' trades do not meet.</summary>
    internal async Task<MarketRoute> RouteWithPoolAsync()
    {
        var token = await NewTokenAsync();
        await AddPoolAsync(Stablecoin, 1_000_000_000 * Whole, token, 20_000_000 * Whole);
        return Route(token);
    }

    internal async Task<IMarket> OpenAsync(MarketRoute route)
    {
        var market = Market(route);
        var opening = await market.OpenAsync(Node, TestContext.Current.CancellationToken);
        return market.Open(Assert.IsType<MarketOpening.Open>(opening).Terms);
    }

    internal async Task<MarketReading> ReadAsync(IMarket market, BigInteger amountIn)
    {
        var batch = new RpcBatch();
        var read = market.Read(batch, amountIn, maySize: false);
        await Node.SendAsync(batch, TestContext.Current.CancellationToken);
        return read();
    }

    internal async Task<ReservesQuote> QuoteAsync(IMarket market, BigInteger amountIn) =>
        Assert.IsType<ReservesQuote>(Assert.IsType<MarketReading.Quoted>(await ReadAsync(market, amountIn)).Quote);

    /// <summary>Mines a block with the call, and gives the receipt.</summary>
    internal Task<TransactionReceipt> SendAsync(ContractCall call) => MineAsync(() => sender.SendAsync(Wallet, call.To, Hex.Encode(call.Data)));

    private Task<TransactionReceipt> CallAsync(string interfaceOf, Address contract, string function, params object[] arguments)
    {
        var data = sender.Contract(ContractFile.Published(tools, Periphery, interfaceOf), contract).GetFunction(function).GetData(arguments);
        return MineAsync(() => sender.SendAsync(Wallet, contract, data));
    }

    private async Task<TransactionReceipt> MineAsync(Func<Task<Hash256>> send)
    {
        await oneNonceAtATime.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            var hash = await send();
            await Control.MineAsync();
            return await Control.MinedAsync(hash);
        }
        finally
        {
            oneNonceAtATime.Release();
        }
    }

    internal Task<T> AskAsync<T>(RpcRequest<T> request) => Control.ReadAsync(request);

    internal async Task<BigInteger> AskAsync(Address contract, AbiFunction function, params object[] arguments)
    {
        var call = Eth.Call(new CallRequest { To = contract, Data = function.Encode(arguments) }, BlockTag.Latest);
        return function.DecodeOutput(await AskAsync(call)).Get<BigInteger>(0);
    }

    private async Task<Address> DeployAsync(string package, string contract, params object[] arguments)
    {
        var receipt = await MineAsync(() => sender.CreateAsync(Wallet, ContractFile.Published(tools, package, contract), arguments));
        return receipt is { Succeeded: true, ContractAddress: { } address }
            ? address
            : throw new InvalidOperationException($"{contract} could not be deployed.");
    }
}
