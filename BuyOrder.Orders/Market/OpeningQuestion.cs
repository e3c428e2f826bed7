using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Market;

/// <summary>The questions of an opening: what contracts are and return that never changes.</summary>
internal static class OpeningQuestion
{
    /// <summary>
    /// What a contract returns; read after the batch was sent. A contract that reverts is the wrong one, and so is an account without code,
    /// which returns nothing to everything. Anything else that is no answer to the question is the node's fault.
    /// </summary>
    public static Func<T> Ask<T>(
        RpcBatch batch, string what, Address contract, AbiFunction function, params ReadOnlySpan<object> arguments)
    {
        var call = batch.Add(Eth.Call(new CallRequest { To = contract, Data = function.Encode(arguments) }, BlockTag.Latest));
        var code = batch.Add(Eth.Code(contract, BlockTag.Latest));
        return () =>
        {
            if (call.Error is { IsRevert: true })
                throw new WrongContractException($"The {what} at {contract} refuses {function.Name}().");
            var returned = call.Result;
            if (returned.Length == 0 && code.Result.Length == 0)
                throw new WrongContractException($"The {what} at {contract} does not answer {function.Name}().");
            try
            {
                return function.DecodeOutput(returned).Get<T>(0);
            }
            catch (EthereumFormatException e)
            {
                throw new EthereumFormatException($"The {what} at {contract} does not answer {function.Name}(): {e.Message}", e);
            }
        };
    }

    /// <summary>The decimals of the two tokens; read after the batch was sent.</summary>
    public static Func<TokenUnits> AskUnits(RpcBatch batch, MarketRoute route)
    {
        var stablecoin = Ask<BigInteger>(batch, "stablecoin", route.Stablecoin, Erc20.Decimals);
        var token = Ask<BigInteger>(batch, "token", route.Token, Erc20.Decimals);
        return () =>
        {
            var (stablecoinDecimals, tokenDecimals) = ((int)stablecoin(), (int)token());
            if (stablecoinDecimals is < TokenUnits.MinStablecoinDecimals or > TokenUnits.MaxDecimals)
                throw Unsupported(MarketOptions.StablecoinSetting, route.Stablecoin, stablecoinDecimals, TokenUnits.MinStablecoinDecimals);
            return tokenDecimals <= TokenUnits.MaxDecimals
                ? new TokenUnits(stablecoinDecimals, tokenDecimals)
                : throw Unsupported(MarketOptions.TokenSetting, route.Token, tokenDecimals, 0);
        };
    }

    private static WrongContractException Unsupported(string setting, Address token, int found, int least) => new(
        $"{setting}: found {token} with {found} decimals; allowed: a token with {least} to {TokenUnits.MaxDecimals} decimals",
        MarketFailure.UnsupportedDecimals);
}

/// <summary>A contract is not what the settings take it for.</summary>
internal sealed class WrongContractException(string message, MarketFailure why = MarketFailure.WrongContract) : Exception(message)
{
    public MarketFailure Why => why;

    public MarketOpening.Closed Closed => new(why, Message);
}
