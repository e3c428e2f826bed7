using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Prices;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Market;

namespace BuyOrder.Orders.Prices;

/// <summary>The average price of a pool over a window. To move it, an attacker must hold the pool's price off for much of the window, and pays for every block of it.</summary>
/// <param name="Name">By which parameters switch it on.</param>
/// <param name="Address">The pool.</param>
/// <param name="Hop">The source that says what its quote is worth in ZAR; null: its quote is the stablecoin.</param>
/// <param name="Base">The token whose price it is.</param>
/// <param name="Quote">The token that the price is in.</param>
/// <param name="Window">How far the average goes back.</param>
internal abstract record PoolSource(string Name, Address Address, string? Hop, Address Base, Address Quote, TimeSpan Window)
    : PriceSource(Name, Address, Hop)
{
    private const int MostDecimals = 36;

    /// <summary>The pool's tokens are in the order of their addresses.</summary>
    protected bool IsBaseFirst => UniswapV2Pools.IsFirst(Base, Quote);

    /// <summary>Asks for the pool's tokens and their decimals; the returned function reads them, or throws the fault of the source.</summary>
    protected Func<PairScale> AskPair(RpcBatch batch)
    {
        var (first, second) = (Call(batch, Address, UniswapV2.Token0), Call(batch, Address, UniswapV2.Token1));
        var (ofBase, ofQuote) = (Call(batch, Base, Erc20.Decimals), Call(batch, Quote, Erc20.Decimals));
        return () =>
        {
            var (token0, token1) = (
                Read(first, Address, UniswapV2.Token0).Get<Address>(0), Read(second, Address, UniswapV2.Token1).Get<Address>(0));
            if ((token0, token1) != (IsBaseFirst ? (Base, Quote) : (Quote, Base)))
                throw new SourceFaultException(SourceVerdict.WrongPool, $"{Address} is a pool of {token0} and {token1}, not of {Base} and {Quote}");
            return new PairScale(Decimals(ofBase, Base), Decimals(ofQuote, Quote));
        };
    }

    private static int Decimals(RpcCall<byte[]> call, Address token)
    {
        var decimals = Read(call, token, Erc20.Decimals).Get<BigInteger>(0);
        return decimals <= MostDecimals
            ? (int)decimals
            : throw new SourceFaultException(SourceVerdict.WrongDecimals, string.Create(CultureInfo.InvariantCulture, $"{token} has {decimals} decimals"));
    }
}
