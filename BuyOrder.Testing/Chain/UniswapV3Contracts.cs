using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Prices;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Local.Chain;
using BuyOrder.Local.Servers;
using BuyOrder.Orders.Market;

namespace BuyOrder.Testing.Chain;

/// <summary>The published Uniswap v3 on a development chain, and the pools that a test adds.</summary>
internal sealed class UniswapV3Contracts
{
    private const string Core = "@uniswap/v3-core";
    private const string Periphery = "@uniswap/v3-periphery";
    private const string Routers = "@uniswap/swap-router-contracts";

    private static readonly AbiFunction Initialize = AbiFunction.Parse(
        "createAndInitializePoolIfNecessary(address token0, address token1, uint24 fee, uint160 sqrtPriceX96) returns (address pool)");

    private static readonly AbiFunction Mint = AbiFunction.Parse(
        "mint((address token0, address token1, uint24 fee, int24 tickLower, int24 tickUpper, uint256 amount0Desired, uint256 amount1Desired, "
        + "uint256 amount0Min, uint256 amount1Min, address recipient, uint256 deadline) params) "
        + "returns (uint256 tokenId, uint128 liquidity, uint256 amount0, uint256 amount1)");

    private static readonly AbiFunction MintRand = AbiFunction.Parse("mint(address to, uint256 value)");

    private readonly AnvilControl control;
    private readonly AnvilSender sender;
    private readonly Address maker;

    private UniswapV3Contracts(AnvilControl control, AnvilSender sender, Address maker) =>
        (this.control, this.sender, this.maker) = (control, sender, maker);

    public required Address Factory { get; init; }

    public required Address Positions { get; init; }

    public required Address Quoter { get; init; }

    public required Address Router { get; init; }

    /// <param name="fees">Of each pool on the way.</param>
    public MarketPlace.UniswapV3 Place(params IReadOnlyList<int> fees) => new(Router, Quoter, fees);

    /// <param name="control">The chain, which mines when it is told to.</param>
    /// <param name="sender">Sends to it.</param>
    /// <param name="tools">Where the contracts are.</param>
    /// <param name="maker">An account that the chain signs for and that holds the tokens of the pools.</param>
    public static async Task<UniswapV3Contracts> DeployAsync(AnvilControl control, AnvilSender sender, NodeTools tools, Address maker)
    {
        const string none = "0x0000000000000000000000000000000000000000";
        var weth = await CreateAsync(ContractFile.Published(tools, "@uniswap/v2-periphery", "WETH9"));
        var factory = await CreateAsync(ContractFile.Artifact(tools, Core, "UniswapV3Factory"));
        var positions = await CreateAsync(ContractFile.Artifact(tools, Periphery, "NonfungiblePositionManager"), $"{factory}", $"{weth}", none);
        return new UniswapV3Contracts(control, sender, maker)
        {
            Factory = factory,
            Positions = positions,
            Quoter = await CreateAsync(ContractFile.Artifact(tools, Periphery, "lens/QuoterV2"), $"{factory}", $"{weth}"),
            Router = await CreateAsync(ContractFile.Artifact(tools, Routers, "SwapRouter02"), none, $"{factory}", $"{positions}", $"{weth}"),
        };

        async Task<Address> CreateAsync(ContractFile file, params object[] arguments)
        {
            var hash = await sender.CreateAsync(maker, file, arguments);
            await control.MineAsync();
            return await control.CreatedAsync(hash);
        }
    }

    /// <summary>A pool with liquidity over all prices, which gives what a constant-product pool with these reserves would.</summary>
    /// <returns>Its address.</returns>
    public async Task<Address> AddPoolAsync(Address tokenA, BigInteger amountA, Address tokenB, BigInteger amountB, int fee)
    {
        var pool = await AddEmptyPoolAsync(tokenA, amountA, tokenB, amountB, fee);
        await CallAsync(tokenA, Erc20.Approve.Encode(Positions, amountA));
        await CallAsync(tokenB, Erc20.Approve.Encode(Positions, amountB));
        var (first, second) = Sorted((tokenA, amountA), (tokenB, amountB));
        var tick = TickMath.MaxTick / Spacing(fee) * Spacing(fee);
        await CallAsync(Positions, Mint.Encode((object)new object[]
        {
            first.Token, second.Token, fee, -tick, tick, first.Amount, second.Amount, 0, 0, maker, (BigInteger)long.MaxValue,
        }));
        return pool;
    }

    /// <summary>A pool of the two tokens of a market; the stablecoin for it is minted.</summary>
    /// <param name="market">Whose.</param>
    /// <param name="fee">In millionths.</param>
    /// <param name="rand">Units of 10⁻¹⁸ times this many; a token with fewer decimals has more of them.</param>
    /// <param name="tokens">The same of the token.</param>
    public async Task<Address> AddPoolAsync(LocalMarket market, int fee, long rand, long tokens)
    {
        var unit = BigInteger.Pow(10, 18);
        await CallAsync(market.Zar, MintRand.Encode(maker, rand * unit));
        return await AddPoolAsync(market.Zar, rand * unit, market.Azr, tokens * unit, fee);
    }

    /// <summary>A pool with that price and no liquidity.</summary>
    public Task<Address> AddEmptyPoolAsync(Address tokenA, BigInteger amountA, Address tokenB, BigInteger amountB, int fee)
    {
        var (first, second) = Sorted((tokenA, amountA), (tokenB, amountB));
        return AddEmptyPoolAsync(tokenA, tokenB, fee, Root((second.Amount << 192) / first.Amount));
    }

    /// <param name="tokenA">One of its tokens.</param>
    /// <param name="tokenB">The other.</param>
    /// <param name="fee">In millionths.</param>
    /// <param name="root">Of the price, as the pool keeps it.</param>
    public async Task<Address> AddEmptyPoolAsync(Address tokenA, Address tokenB, int fee, BigInteger root)
    {
        var (first, second) = UniswapV2Pools.IsFirst(tokenA, tokenB) ? (tokenA, tokenB) : (tokenB, tokenA);
        await CallAsync(Positions, Initialize.Encode(first, second, fee, root));
        var call = Eth.Call(new CallRequest { To = Factory, Data = UniswapV3.GetPool.Encode(tokenA, tokenB, fee) }, BlockTag.Latest);
        return UniswapV3.GetPool.DecodeOutput(await control.ReadAsync(call)).Get<Address>(0);
    }

    /// <summary>The maker calls a contract, in a block of its own.</summary>
    public async Task CallAsync(Address contract, byte[] data)
    {
        var hash = await sender.SendAsync(maker, contract, Hex.Encode(data));
        await control.MineAsync();
        await control.SucceededAsync(hash);
    }

    private static ((Address Token, BigInteger Amount), (Address Token, BigInteger Amount)) Sorted(
        (Address Token, BigInteger Amount) one, (Address Token, BigInteger Amount) other) =>
        UniswapV2Pools.IsFirst(one.Token, other.Token) ? (one, other) : (other, one);

    private static int Spacing(int fee) => fee switch
    {
        500 => 10,
        3_000 => 60,
        10_000 => 200,
        _ => throw new ArgumentOutOfRangeException(nameof(fee)),
    };

    /// <summary>The whole part of the square root.</summary>
    private static BigInteger Root(BigInteger square)
    {
        var root = BigInteger.One << (int)((square.GetBitLength() + 1) / 2);
        for (var next = (root + (square / root)) / 2; next < root; next = (root + (square / root)) / 2)
            root = next;
        return root;
    }
}
