using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Orders;

namespace BuyOrder.Functions.Tests.Orders.Prices;

/// <summary>Pools of Uniswap v3 on a bench's chain that a price is read from.</summary>
internal sealed class PricedPools
{
    private const int Fee = 3000;

    private static readonly BigInteger Plenty = BigInteger.Pow(10, 30);
    private static readonly AbiFunction Remember = AbiFunction.Parse("increaseObservationCardinalityNext(uint16 next)");

    private readonly EngineBench bench;
    private readonly UniswapV3Contracts uniswap;

    private PricedPools(EngineBench bench, UniswapV3Contracts uniswap) => (this.bench, this.uniswap) = (bench, uniswap);

    private (Address Azr, Address Zar) Tokens => (bench.Contracts.Azr, bench.Contracts.Zar);

    public static async Task<PricedPools> DeployAsync(EngineBench bench) => new(bench, await bench.Chain.DeployV3Async());

    /// <summary>A pool that begins at the price whose square root that is, without liquidity.</summary>
    public Task<Address> CreatePoolAsync(Address one, Address other, int fee, BigInteger root) => uniswap.AddEmptyPoolAsync(one, other, fee, root);

    /// <summary>A pool of the bench's tokens at this price with liquidity at every price, that remembers a hundred changes.</summary>
    public async Task<Address> CreateMarketAsync(BigInteger price)
    {
        await bench.MintAsync(Tokens.Zar, Plenty);
        var pool = await uniswap.AddPoolAsync(Tokens.Azr, 1_000_000 * Price.One, Tokens.Zar, 1_000_000 * price, Fee);
        await uniswap.CallAsync(pool, Remember.Encode(100));
        await uniswap.CallAsync(Tokens.Zar, Erc20.Approve.Encode(uniswap.Router, Plenty));
        return pool;
    }

    /// <summary>Buys so much of the token that it is dearer by about this much.</summary>
    public async Task RaiseAsync(int percent)
    {
        var held = new BigInteger(50_000_000) * Price.One;
        var amount = held * ((percent * 5_000) - (percent * percent * 12)) / 1_000_000;
        var path = UniswapV3.Path([Tokens.Zar, Tokens.Azr], [Fee]);
        await uniswap.CallAsync(uniswap.Router, UniswapV3.Swap.Encode((object)new object[] { path, await bench.Chain.Sender.MakerAsync(), amount, 0 }));
    }

    public async Task<int> TickAsync(Address pool) => (int)(await ReadSlotAsync(pool)).Get<BigInteger>("tick");

    /// <summary>ZAR for a token now, as the pool's own square root says.</summary>
    public async Task<BigInteger> PriceAsync(Address pool)
    {
        var root = (await ReadSlotAsync(pool)).Get<BigInteger>("sqrtPriceX96");
        return UniswapV2Pools.IsFirst(Tokens.Azr, Tokens.Zar) ? (root * root * Price.One) >> 192 : (Price.One << 192) / (root * root);
    }

    private async Task<AbiValues> ReadSlotAsync(Address pool) => UniswapV3.Slot0.DecodeOutput(
        await bench.Chain.ReadAsync(Eth.Call(new CallRequest { To = pool, Data = UniswapV3.Slot0.Encode() }, BlockTag.Latest)));
}
