using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Orders.Market;
using BuyOrder.Testing.Orders;

namespace BuyOrder.Testing.Chain;

/// <summary>Uniswap v3 on a bench's chain, beside v2 or alone.</summary>
internal static class EngineBenchV3
{
    private static readonly AbiFunction Mint = AbiFunction.Parse("mint(address to, uint256 value)");

    extension(EngineBench bench)
    {
        /// <summary>The contracts, a pool, and the settings of processes that are started from now on.</summary>
        /// <param name="beside">v2 stays a market, the first one.</param>
        /// <param name="fee">Of the pool; null: there is none.</param>
        /// <param name="rand">Whole stablecoins in it.</param>
        /// <param name="tokens">Whole tokens in it.</param>
        public async Task AddV3Async(bool beside, int? fee, long rand, long tokens)
        {
            bench.V3 = await bench.Chain.DeployV3Async();
            if (fee is not { } tier)
                return;
            await bench.V3.AddPoolAsync(bench.Contracts, tier, rand, tokens);
            MarketPlace v2 = new MarketPlace.UniswapV2(bench.Contracts.Router), v3 = bench.V3.Place(tier);
            bench.Places = beside ? [v2, v3] : [v3];
        }

        /// <summary>The maker issues units of a stablecoin to itself.</summary>
        public async Task MintAsync(Address stablecoin, BigInteger units)
        {
            var maker = await bench.Chain.Sender.MakerAsync();
            await bench.Chain.Sender.SendAsync(maker, stablecoin, Hex.Encode(Mint.Encode(maker, units)));
            await bench.Chain.MineAsync();
        }

        /// <summary>The wallet lets an address take stablecoin, as an order of an earlier time did.</summary>
        public async Task AllowAsync(Address spender, BigInteger units)
        {
            var wallet = bench.Contracts.Wallet.Address;
            await bench.Chain.ImpersonateAsync(wallet);
            await bench.Chain.Sender.SendAsync(wallet, bench.Contracts.Zar, Hex.Encode(Erc20.Approve.Encode(spender, units)));
            await bench.Chain.MineAsync(5);
        }
    }
}
