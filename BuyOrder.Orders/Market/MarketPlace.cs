using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Orders;

namespace BuyOrder.Orders.Market;

/// <summary>Where the stablecoin may be swapped, as deployed. Orders, logs and the signing boundary know it by its name.</summary>
/// <param name="Name">Stable word; stored with every order.</param>
/// <param name="Router">Takes the stablecoin out of the wallet, and so needs the allowance.</param>
internal abstract record MarketPlace(string Name, Address Router)
{
    /// <summary>Uniswap v2's router02, or one that behaves like it.</summary>
    internal sealed record UniswapV2(Address Router) : MarketPlace(UniswapV2.Word, Router)
    {
        public const string Word = OrderQuote.FirstMarket;
    }

    /// <summary>Uniswap v3.</summary>
    /// <param name="Router">SwapRouter02.</param>
    /// <param name="Quoter">QuoterV2.</param>
    /// <param name="Fees">Of the pool between each two tokens on the way, in millionths: <c>3000</c> is 0.3 %.</param>
    internal sealed record UniswapV3(Address Router, Address Quoter, IReadOnlyList<int> Fees) : MarketPlace(UniswapV3.Word, Router)
    {
        public const string Word = "uniswap-v3";
    }
}
