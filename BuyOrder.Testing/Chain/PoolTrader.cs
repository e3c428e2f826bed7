using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Local.Chain;
using BuyOrder.Local.Servers;
using BuyOrder.Orders.Market;
using Nethereum.Contracts;

namespace BuyOrder.Testing.Chain;

/// <summary>The deployer, who has more of both tokens than the pool, trades in it through the real router, first in the next block.</summary>
internal sealed class PoolTrader
{
    private static readonly BigInteger Plenty = BigInteger.Pow(10, 40);

    private readonly AnvilControl chain;
    private readonly LocalMarket market;
    private readonly AnvilSender sender;
    private readonly Address account;
    private readonly Contract zar;
    private readonly Contract azr;
    private readonly Contract router;

    private PoolTrader(AnvilControl chain, LocalMarket market, AnvilSender sender, NodeTools tools, Address account)
    {
        (this.chain, this.market, this.sender, this.account) = (chain, market, sender, account);
        zar = sender.Contract(ContractFile.Own(tools, "ZarStablecoin"), market.Zar);
        azr = sender.Contract(ContractFile.Own(tools, "AzrToken"), market.Azr);
        router = sender.Contract(ContractFile.Published(tools, "@uniswap/v2-periphery", "UniswapV2Router02"), market.Router);
    }

    public static async Task<PoolTrader> CreateAsync(AnvilControl chain, LocalMarket market, AnvilSender sender, NodeTools tools)
    {
        var trader = new PoolTrader(chain, market, sender, tools, await sender.MakerAsync());
        await trader.SendAsync(trader.zar, "mint", $"{trader.account}", LocalMarket.PoolZar);
        await trader.SendAsync(trader.zar, "approve", trader.router.Address, Plenty);
        await trader.SendAsync(trader.azr, "approve", trader.router.Address, Plenty);
        await chain.MineAsync();
        return trader;
    }

    /// <summary>Buys for this much of the Rand.</summary>
    public Task BuyAsync(BigInteger units) => SwapAsync(zar, azr, units);

    /// <summary>Sells this much of the token.</summary>
    public Task SellAsync(BigInteger units) => SwapAsync(azr, zar, units);

    /// <summary>Buys until the token is dearer by about this much.</summary>
    public async Task RaiseAsync(int percent)
    {
        // The price goes with the square of what the pool holds of the Rand: (1 + x)² = 1 + p, with x a little below p / 2.
        var (held, _) = await ReservesAsync();
        await BuyAsync(held * ((percent * 5_000) - (percent * percent * 12)) / 1_000_000);
    }

    /// <summary>What the pool holds of the Rand and of the token.</summary>
    public async Task<(BigInteger Zar, BigInteger Azr)> ReservesAsync()
    {
        var answer = UniswapV2.GetReserves.DecodeOutput(await chain.ReadAsync(
            Eth.Call(new CallRequest { To = market.Pair, Data = UniswapV2.GetReserves.Encode() }, BlockTag.Latest)));
        var (first, second) = (answer.Get<BigInteger>(0), answer.Get<BigInteger>(1));
        return UniswapV2Pools.IsFirst(market.Zar, market.Azr) ? (first, second) : (second, first);
    }

    private Task<Hash256> SwapAsync(Contract from, Contract to, BigInteger amount) => SendAsync(
        router, "swapExactTokensForTokens", amount, BigInteger.Zero, new[] { from.Address, to.Address }, $"{account}", new BigInteger(long.MaxValue));

    private Task<Hash256> SendAsync(Contract contract, string function, params object[] arguments) => sender.SendAsync(
        account, Address.Parse(contract.Address), contract.GetFunction(function).GetData(arguments), isFirst: true);
}
