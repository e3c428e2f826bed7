using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Local.Chain;
using BuyOrder.Local.Servers;
using BuyOrder.Orders.Market;
using BuyOrder.Testing.Chain;
using Nethereum.Contracts;

namespace BuyOrder.Functions.Tests.Orders.Prices;

/// <summary>The deployer, who has more of both tokens than the pool, trades in it through the real router.</summary>
internal sealed class Trader
{
    private static readonly BigInteger Plenty = BigInteger.Pow(10, 40);

    private readonly EngineChain chain;
    private readonly Contract zar;
    private readonly Contract azr;
    private readonly Contract router;
    private readonly Address account;

    private Trader(EngineChain chain, NodeTools tools, Address account)
    {
        (this.chain, this.account) = (chain, account);
        zar = chain.Contract("ZarStablecoin", chain.Contracts.Zar);
        azr = chain.Contract("AzrToken", chain.Contracts.Azr);
        router = chain.Sender.Contract(ContractFile.Published(tools, "@uniswap/v2-periphery", "UniswapV2Router02"), chain.Contracts.Router);
    }

    public static async Task<Trader> CreateAsync(EngineChain chain, NodeTools tools)
    {
        var trader = new Trader(chain, tools, await chain.Sender.MakerAsync());
        await trader.SendAsync(trader.zar, "mint", $"{trader.account}", LocalMarket.PoolZar);
        await trader.SendAsync(trader.zar, "approve", trader.router.Address, Plenty);
        await trader.SendAsync(trader.azr, "approve", trader.router.Address, Plenty);
        await chain.MineAsync();
        return trader;
    }

    /// <summary>Buys so much that the token is dearer by about this much, first in the next block.</summary>
    public async Task RaiseAsync(int percent)
    {
        // The price goes with the square of what the pool holds of the Rand: (1 + x)² = 1 + p, with x a little below p / 2.
        var (held, _) = await ReservesAsync();
        await SwapAsync(zar, azr, held * ((percent * 5_000) - (percent * percent * 12)) / 1_000_000);
    }

    /// <summary>Sells this much of the token.</summary>
    public Task SellAsync(BigInteger units) => SwapAsync(azr, zar, units);

    /// <summary>What the pool holds of the Rand and of the token.</summary>
    public async Task<(BigInteger Zar, BigInteger Azr)> ReservesAsync()
    {
        var answer = UniswapV2.GetReserves.DecodeOutput(await chain.ReadAsync(
            Eth.Call(new CallRequest { To = chain.Contracts.Pair, Data = UniswapV2.GetReserves.Encode() }, BlockTag.Latest)));
        var (first, second) = (answer.Get<BigInteger>(0), answer.Get<BigInteger>(1));
        return UniswapV2Pools.IsFirst(chain.Contracts.Zar, chain.Contracts.Azr) ? (first, second) : (second, first);
    }

    private Task<Hash256> SwapAsync(Contract from, Contract to, BigInteger amount) => SendAsync(
        router, "swapExactTokensForTokens", amount, BigInteger.Zero, new[] { from.Address, to.Address }, $"{account}", new BigInteger(long.MaxValue));

    private Task<Hash256> SendAsync(Contract contract, string function, params object[] arguments) => chain.Sender.SendAsync(
        account, Address.Parse(contract.Address), contract.GetFunction(function).GetData(arguments), isFirst: true);
}
