using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Local.Chain;
using BuyOrder.Local.Servers;
using BuyOrder.Orders.Market;
using BuyOrder.Testing.Chain;
using Nethereum.Contracts;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>A trader in the same pool: ahead of a swap, so that it reverts, and back again.</summary>
internal sealed class MarketMover
{
    /// <summary>Moves the price by twice that: more than the slippage that is allowed, less than the deviation.</summary>
    private const int ShareBps = 85;

    /// <summary>What the pool's price may be off before it is traded back, in basis points.</summary>
    private const int TolerableBps = 25;

    private static readonly BigInteger Plenty = BigInteger.Pow(10, 40);

    private readonly ChaosChain chain;
    private readonly AnvilSender sender;
    private readonly Address trader;
    private readonly Contract zar;
    private readonly Contract azr;
    private readonly Contract router;
    private readonly bool isZarFirst;

    private MarketMover(ChaosChain chain, AnvilSender sender, NodeTools tools, Address trader, bool isZarFirst)
    {
        (this.chain, this.sender, this.trader, this.isZarFirst) = (chain, sender, trader, isZarFirst);
        zar = sender.Contract(ContractFile.Own(tools, "ZarStablecoin"), chain.Market.Zar);
        azr = sender.Contract(ContractFile.Own(tools, "AzrToken"), chain.Market.Azr);
        router = sender.Contract(ContractFile.Published(tools, "@uniswap/v2-periphery", "UniswapV2Router02"), chain.Market.Router);
    }

    /// <summary>The deployer, who issues the Rand and holds the tokens that are not in the pool.</summary>
    public static async Task<MarketMover> CreateAsync(ChaosChain chain, AnvilSender sender, NodeTools tools)
    {
        var trader = await sender.MakerAsync();
        var first = await chain.ReadAsync(
            Eth.Call(new CallRequest { To = chain.Market.Pair, Data = UniswapV2.Token0.Encode() }, BlockTag.Latest));
        var mover = new MarketMover(chain, sender, tools, trader, (Address)UniswapV2.Token0.DecodeOutput(first)[0] == chain.Market.Zar);
        await mover.SendAsync(mover.zar, "mint", $"{trader}", LocalMarket.PoolZar);
        await mover.SendAsync(mover.zar, "approve", mover.router.Address, Plenty);
        await mover.SendAsync(mover.azr, "approve", mover.router.Address, Plenty);
        await chain.MineAsync(1);
        return mover;
    }

    /// <summary>Buys ahead of all others in the next block.</summary>
    public async Task BuyAheadAsync()
    {
        var (zarInPool, _) = await ReservesAsync();
        await TradeAsync(zar, azr, zarInPool * ShareBps / 10_000);
    }

    /// <summary>Trades the price back to where it began; true: there was something to trade, in the next block.</summary>
    public async Task<bool> RestoreAsync()
    {
        var (zarInPool, azrInPool) = await ReservesAsync();
        var fair = LocalMarket.PoolZar / LocalMarket.PoolAzr;
        var offBps = ((zarInPool * 10_000) / (azrInPool * fair)) - 10_000;
        if (BigInteger.Abs(offBps) <= TolerableBps)
            return false;
        var product = zarInPool * azrInPool;
        if (offBps.Sign > 0)
            await TradeAsync(azr, zar, Root(product / fair) - azrInPool);
        else
            await TradeAsync(zar, azr, Root(product * fair) - zarInPool);
        return true;
    }

    private Task<Hash256> TradeAsync(Contract from, Contract to, BigInteger amount) => SendAsync(
        router, "swapExactTokensForTokens", amount, BigInteger.Zero, new[] { from.Address, to.Address }, $"{trader}", new BigInteger(long.MaxValue));

    private async Task<(BigInteger Zar, BigInteger Azr)> ReservesAsync()
    {
        var answer = await chain.ReadAsync(
            Eth.Call(new CallRequest { To = chain.Market.Pair, Data = UniswapV2.GetReserves.Encode() }, BlockTag.Latest));
        var reserves = UniswapV2.GetReserves.DecodeOutput(answer);
        var (first, second) = (reserves.Get<BigInteger>(0), reserves.Get<BigInteger>(1));
        return isZarFirst ? (first, second) : (second, first);
    }

    private Task<Hash256> SendAsync(Contract contract, string function, params object[] arguments) => sender.SendAsync(
        trader, Address.Parse(contract.Address), contract.GetFunction(function).GetData(arguments), isFirst: true);

    /// <summary>The integer square root, by Newton's method from above.</summary>
    private static BigInteger Root(BigInteger square)
    {
        var root = BigInteger.One << (int)((square.GetBitLength() / 2) + 1);
        for (var next = (root + (square / root)) >> 1; next < root; next = (root + (square / root)) >> 1)
            root = next;
        return root;
    }
}
