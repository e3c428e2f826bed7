using System.Numerics;
using System.Text.Json;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Prices;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Local.Chain;
using BuyOrder.Local.Servers;
using BuyOrder.Orders.Market;
using BuyOrder.Testing.Orders;

namespace BuyOrder.Functions.Tests.Orders.Prices;

/// <summary>Uniswap v3 on a bench's chain, from npm's bytecode: factory, position manager and router.</summary>
internal sealed class UniswapV3Pools
{
    private const int Spacing = 60;
    private const int Fee = 3000;

    private static readonly BigInteger Plenty = BigInteger.Pow(10, 30);
    private static readonly AbiFunction CreatePool = AbiFunction.Parse("createPool(address tokenA, address tokenB, uint24 fee) returns (address)");
    private static readonly AbiFunction GetPool = AbiFunction.Parse("getPool(address tokenA, address tokenB, uint24 fee) view returns (address)");
    private static readonly AbiFunction Initialize = AbiFunction.Parse("initialize(uint160 sqrtPriceX96)");
    private static readonly AbiFunction Remember = AbiFunction.Parse("increaseObservationCardinalityNext(uint16 next)");
    private static readonly AbiFunction Slot0 = AbiFunction.Parse(
        "slot0() view returns (uint160 sqrtPriceX96, int24 tick, uint16 index, uint16 cardinality, uint16 next, uint8 feeProtocol, bool unlocked)");

    private static readonly AbiFunction Mint = AbiFunction.Parse(
        "mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256) position) returns (uint256 id)");

    private static readonly AbiFunction Swap = AbiFunction.Parse(
        "exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160) swap) returns (uint256 amountOut)");

    private readonly EngineBench bench;
    private readonly Address maker;
    private Address factory;
    private Address positions;
    private Address router;

    private UniswapV3Pools(EngineBench bench, Address maker) => (this.bench, this.maker) = (bench, maker);

    private (Address Azr, Address Zar) Tokens => (bench.Contracts.Azr, bench.Contracts.Zar);

    public static async Task<UniswapV3Pools> DeployAsync(EngineBench bench, NodeTools tools)
    {
        var pools = new UniswapV3Pools(bench, await bench.Chain.Sender.MakerAsync());
        pools.factory = await pools.CreateAsync(Published(tools, "v3-core", "UniswapV3Factory"));
        var (factory, weth) = ($"{pools.factory}", $"{bench.Contracts.Router}");
        pools.positions = await pools.CreateAsync(Published(tools, "v3-periphery", "NonfungiblePositionManager"), factory, weth, $"{Address.Zero}");
        pools.router = await pools.CreateAsync(Published(tools, "v3-periphery", "SwapRouter"), factory, weth);
        return pools;
    }

    /// <summary>A pool that begins at the price whose square root that is, without liquidity.</summary>
    public async Task<Address> CreatePoolAsync(Address one, Address other, int fee, BigInteger root)
    {
        await SendAsync(factory, CreatePool.Encode(one, other, fee));
        var pool = GetPool.DecodeOutput(await CallAsync(factory, GetPool.Encode(one, other, fee))).Get<Address>(0);
        await SendAsync(pool, Initialize.Encode(root));
        return pool;
    }

    /// <summary>A pool of the bench's tokens at this price with liquidity at every price, that remembers a hundred changes.</summary>
    public async Task<Address> CreateMarketAsync(BigInteger price)
    {
        var isAzrFirst = UniswapV2Pools.IsFirst(Tokens.Azr, Tokens.Zar);
        var ratio = isAzrFirst ? (price << 192) / Price.One : (Price.One << 192) / price;
        var pool = await CreatePoolAsync(Tokens.Azr, Tokens.Zar, Fee, Root(ratio));
        await SendAsync(pool, Remember.Encode(100));
        var (zar, azr) = (bench.Chain.Contract("ZarStablecoin", Tokens.Zar), bench.Chain.Contract("AzrToken", Tokens.Azr));
        await SendAsync(Tokens.Zar, Bytes(zar.GetFunction("mint").GetData($"{maker}", Plenty)));
        foreach (var spender in new[] { positions, router })
        {
            await SendAsync(Tokens.Zar, Bytes(zar.GetFunction("approve").GetData($"{spender}", Plenty)));
            await SendAsync(Tokens.Azr, Bytes(azr.GetFunction("approve").GetData($"{spender}", Plenty)));
        }

        var (first, second) = isAzrFirst ? (Tokens.Azr, Tokens.Zar) : (Tokens.Zar, Tokens.Azr);
        var (azrs, zars) = (1_000_000 * Price.One, 1_000_000 * price);
        var widest = TickMath.MaxTick / Spacing * Spacing;
        await SendAsync(positions, Mint.Encode(new object[]
        {
            new object[]
            {
                first, second, Fee, -widest, widest, isAzrFirst ? azrs : zars, isAzrFirst ? zars : azrs, 0, 0, maker, new BigInteger(long.MaxValue),
            },
        }));
        return pool;
    }

    /// <summary>Buys so much of the token that it is dearer by about this much.</summary>
    public async Task RaiseAsync(Address pool, int percent)
    {
        var held = new BigInteger(50_000_000) * Price.One;
        var amount = held * ((percent * 5_000) - (percent * percent * 12)) / 1_000_000;
        await SendAsync(router, Swap.Encode(new object[] { new object[] { Tokens.Zar, Tokens.Azr, Fee, maker, new BigInteger(long.MaxValue), amount, 0, 0 } }));
        Assert.NotEqual(Address.Zero, pool);
    }

    public async Task<int> TickAsync(Address pool) => (int)(await ReadSlotAsync(pool)).Get<BigInteger>("tick");

    /// <summary>ZAR for a token now, as the pool's own square root says.</summary>
    public async Task<BigInteger> PriceAsync(Address pool)
    {
        var root = (await ReadSlotAsync(pool)).Get<BigInteger>("sqrtPriceX96");
        return UniswapV2Pools.IsFirst(Tokens.Azr, Tokens.Zar) ? (root * root * Price.One) >> 192 : (Price.One << 192) / (root * root);
    }

    private async Task<AbiValues> ReadSlotAsync(Address pool) => Slot0.DecodeOutput(await CallAsync(pool, Slot0.Encode()));

    private Task<byte[]> CallAsync(Address to, byte[] data) => bench.Chain.ReadAsync(Eth.Call(new CallRequest { To = to, Data = data }, BlockTag.Latest));

    private async Task<Address> CreateAsync(ContractFile file, params object[] arguments)
    {
        var hash = await bench.Chain.Sender.CreateAsync(maker, file, arguments);
        await bench.Chain.MineAsync();
        return (await bench.Chain.ReadAsync(Eth.Receipt(hash)))!.ContractAddress!.Value;
    }

    private async Task SendAsync(Address to, byte[] data)
    {
        var hash = await bench.Chain.Sender.SendAsync(maker, to, Hex.Encode(data));
        await bench.Chain.MineAsync();
        Assert.True((await bench.Chain.ReadAsync(Eth.Receipt(hash)))?.Succeeded, $"a call of {to} was not mined or reverted");
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.StartsWith("0x", StringComparison.Ordinal) ? hex[2..] : hex);

    /// <summary>Hardhat's output, which these packages hold in a folder of its own for each source.</summary>
    private static ContractFile Published(NodeTools tools, string package, string name)
    {
        var path = Path.Combine(tools.PackageFolder($"@uniswap/{package}"), "artifacts", "contracts", $"{name}.sol", $"{name}.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return new ContractFile(name, document.RootElement.GetProperty("abi").GetRawText(), document.RootElement.GetProperty("bytecode").GetString()!);
    }

    private static BigInteger Root(BigInteger square)
    {
        var root = BigInteger.One << (int)((square.GetBitLength() / 2) + 1);
        for (var next = (root + (square / root)) >> 1; next < root; next = (root + (square / root)) >> 1)
            root = next;
        return root;
    }
}
