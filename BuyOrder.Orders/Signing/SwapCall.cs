using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Orders.Market;

namespace BuyOrder.Orders.Signing;

/// <summary>What the calldata of a swap says, field by field, for whichever market it is.</summary>
/// <param name="AmountIn">Stablecoin, smallest unit.</param>
/// <param name="MinimumOut">The least number of tokens, smallest unit.</param>
/// <param name="Path">The way through the pools, written so that only the same way is the same text.</param>
/// <param name="Recipient">Of the tokens.</param>
/// <param name="Deadline">Seconds since 1970.</param>
internal sealed record SwapCall(BigInteger AmountIn, BigInteger MinimumOut, string Path, Address Recipient, BigInteger Deadline)
{
    /// <exception cref="SigningRefusedException">It is not, to the byte, the one call that this market is bought with.</exception>
    public static SwapCall Decode(MarketPlace place, ReadOnlySpan<byte> data) => place switch
    {
        MarketPlace.UniswapV2 => OfV2(data),
        MarketPlace.UniswapV3 => OfV3(data),
        _ => throw new SigningRefusedException(SigningRefusal.Intent, $"nothing is known of swaps at {place.Name}"),
    };

    /// <summary>The only path that the settings permit at a market.</summary>
    public static string PathOf(MarketPlace place, MarketRoute route) => place switch
    {
        MarketPlace.UniswapV2 => Text(route.Path),
        MarketPlace.UniswapV3 v3 => Hex.Encode(UniswapV3.Path(route.Path, v3.Fees)),
        _ => throw new SigningRefusedException(SigningRefusal.Intent, $"nothing is known of paths at {place.Name}"),
    };

    /// <summary>Refuses all calldata that is not, to the byte, what encoding the decoded arguments gives.</summary>
    /// <exception cref="SigningRefusedException">It is anything else.</exception>
    public static AbiValues Decode(AbiFunction function, ReadOnlySpan<byte> data)
    {
        try
        {
            return function.DecodeInput(data);
        }
        catch (EthereumFormatException e)
        {
            throw new SigningRefusedException(SigningRefusal.Calldata, $"the calldata is no {function.Name}: {e.Message}");
        }
    }

    private static SwapCall OfV2(ReadOnlySpan<byte> data)
    {
        var call = Decode(UniswapV2.Swap, data);
        return new SwapCall(
            call.Get<BigInteger>(0), call.Get<BigInteger>(1), Text(call.GetArray<Address>(2)), call.Get<Address>(3), call.Get<BigInteger>(4));
    }

    /// <summary>A deadline around one swap: what else a multicall could carry would be done as well.</summary>
    private static SwapCall OfV3(ReadOnlySpan<byte> data)
    {
        var call = Decode(UniswapV3.Multicall, data);
        if (call.GetArray<byte[]>(1) is not [var only])
            throw new SigningRefusedException(SigningRefusal.Calldata, $"the multicall has {call.GetArray<byte[]>(1).Length} calls; allowed: 1");
        var swap = Decode(UniswapV3.Swap, only).Get<AbiValues>(0);
        return new SwapCall(
            swap.Get<BigInteger>(2), swap.Get<BigInteger>(3), Hex.Encode(swap.Get<byte[]>(0)), swap.Get<Address>(1), call.Get<BigInteger>(0));
    }

    private static string Text(IEnumerable<Address> path) => string.Join(" > ", path);
}
