using System.Numerics;
using System.Text.Json;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Functions.Tests.Orders.Signing;
using BuyOrder.Local.Servers;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Signing;
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
    private static readonly AbiFunction AddLiquidity = AbiFunction.Parse(
        "addLiquidity(address tokenA, address tokenB, uint256 amountA, uint256 amountB, uint256 minA, uint256 minB, "
        + "address to, uint256 deadline)");

    private readonly HttpClient http = new();
    private readonly SemaphoreSlim oneNonceAtATime = new(1, 1);
    private Anvil anvil = null!;

    /// <summary>Moves the chain itself.</summary>
    internal AnvilControl Control { get; private set; } = null!;

    internal IEthereumNode Node => Control.Node;

    /// <summary>Deploys everything and holds all tokens; the wallet of the tests.</summary>
    internal PrivateKeySigner Wallet { get; } = PrivateKeyText.TryCreateSigner(Permitted.PrivateKey, "wallet")!;

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
        var weth = await DeployAsync("@uniswap/v2-periphery/build/WETH9.json", []);
        Factory = await DeployAsync("@uniswap/v2-core/build/UniswapV2Factory.json", Abi.Encode("address", Wallet.Address));
        Router = await DeployAsync("@uniswap/v2-periphery/build/UniswapV2Router02.json", Abi.Encode("address, address", Factory, weth));
        Stablecoin = await NewTokenAsync();
        Azr = await NewTokenAsync();
        Hop = await NewTokenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await anvil.DisposeAsync();
        Wallet.Dispose();
        http.Dispose();
        oneNonceAtATime.Dispose();
    }

    /// <summary>An ERC-20 with 18 decimals that the wallet owns.</summary>
    internal Task<Address> NewTokenAsync() => DeployAsync("@uniswap/v2-periphery/build/ERC20.json", Abi.Encode("uint256", Supply));

    /// <summary>An ERC-20 that burns a hundredth of every transfer.</summary>
    internal Task<Address> NewDeflatingTokenAsync() =>
        DeployAsync("@uniswap/v2-periphery/build/DeflatingERC20.json", Abi.Encode("uint256", Supply));

    internal MarketRoute Route(Address? token = null, Address? stablecoin = null, Address? hop = null) =>
        new(token ?? Azr, stablecoin ?? Stablecoin, Router, Recipient, hop);

    internal async Task AddPoolAsync(Address tokenA, BigInteger amountA, Address tokenB, BigInteger amountB)
    {
        await SendAsync(tokenA, Erc20.Approve.Encode(Router, amountA));
        await SendAsync(tokenB, Erc20.Approve.Encode(Router, amountB));
        var deadline = new BigInteger(DateTimeOffset.UtcNow.AddYears(1).ToUnixTimeSeconds());
        var none = BigInteger.Zero;
        var added = await SendAsync(
            Router, AddLiquidity.Encode(tokenA, tokenB, amountA, amountB, none, none, Wallet.Address, deadline));
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
        var market = new UniswapV2Market(route);
        var opening = await market.OpenAsync(Node, TestContext.Current.CancellationToken);
        Assert.Equal((MarketStatus.Ready, ""), (opening.Status, opening.Detail));
        return market.Open(opening.Terms!);
    }

    internal async Task<MarketReading> ReadAsync(IMarket market, BigInteger amountIn)
    {
        var batch = new RpcBatch();
        var read = market.Read(batch, amountIn);
        await Node.SendAsync(batch, TestContext.Current.CancellationToken);
        return read();
    }

    internal Task<TransactionReceipt> SendAsync(ContractCall call) => SendAsync(call.To, call.Data);

    /// <summary>Signs, sends, mines a block with it, and gives the receipt.</summary>
    internal async Task<TransactionReceipt> SendAsync(Address? to, ReadOnlyMemory<byte> data)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await oneNonceAtATime.WaitAsync(cancellation);
        try
        {
            var nonce = await AskAsync(Eth.TransactionCount(Wallet.Address, BlockTag.Latest));
            var transaction = new FeeMarketTransaction
            {
                ChainId = (ulong)anvil.ChainId,
                Nonce = nonce,
                MaxFeePerGas = 100_000_000_000,
                MaxPriorityFeePerGas = 1_000_000_000,
                GasLimit = 8_000_000,
                To = to,
                Data = data,
            };
            var signed = await transaction.SignAsync(Wallet, cancellation);
            var hash = await AskAsync(Eth.SendRawTransaction(signed.Encoded));
            await Control.MineAsync();
            return await AskAsync(Eth.Receipt(hash)) ?? throw new InvalidOperationException($"{hash} was not mined.");
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

    private async Task<Address> DeployAsync(string artifact, byte[] arguments)
    {
        var tools = await servers.ToolsAsync();
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(tools.Root, "node_modules", artifact)));
        var code = Convert.FromHexString(json.RootElement.GetProperty("bytecode").GetString()!);
        var receipt = await SendAsync(null, (byte[])[.. code, .. arguments]);
        return receipt is { Succeeded: true, ContractAddress: { } address }
            ? address
            : throw new InvalidOperationException($"{artifact} could not be deployed.");
    }
}
