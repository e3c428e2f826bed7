using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Market;

/// <summary>Finds the pools of a route through the router's own factory, and checks that they are what they are taken for.</summary>
internal sealed class UniswapV2Pools(MarketRoute route)
{
    /// <summary>The pair's tokens are in the order of their addresses.</summary>
    public static bool IsFirst(Address token, Address other) => token.ToArray().AsSpan().SequenceCompareTo(other.ToArray()) < 0;

    /// <exception cref="NodeUnavailableException">The node gave no answer.</exception>
    /// <exception cref="RpcException">It refused to give one.</exception>
    /// <exception cref="EthereumFormatException">It gave one that cannot be used.</exception>
    public async Task<MarketOpening> FindAsync(IEthereumNode node, CancellationToken cancellation)
    {
        try
        {
            var (factory, units) = await FactoryAsync(node, cancellation);
            var pools = await PairsAsync(node, factory, cancellation);
            if (pools.IndexOf(Address.Zero) is >= 0 and var missing)
            {
                return new MarketOpening.Closed(
                    MarketFailure.NoPool, $"The router's factory has no pool of {route.Path[missing]} and {route.Path[missing + 1]}.");
            }

            await CheckTokensAsync(node, pools, cancellation);
            return new MarketOpening.Open(new MarketTerms(units, pools));
        }
        catch (WrongContractException e)
        {
            return new MarketOpening.Closed(e.Why, e.Message);
        }
    }

    private async Task<(Address Factory, TokenUnits Units)> FactoryAsync(IEthereumNode node, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var factory = Ask<Address>(batch, "router", route.Router, UniswapV2.Factory);
        var stablecoin = Ask<BigInteger>(batch, "stablecoin", route.Stablecoin, Erc20.Decimals);
        var token = Ask<BigInteger>(batch, "token", route.Token, Erc20.Decimals);
        await node.SendAsync(batch, cancellation);
        var units = (Stablecoin: (int)stablecoin(), Token: (int)token());
        if (units.Stablecoin is < TokenUnits.MinStablecoinDecimals or > TokenUnits.MaxDecimals)
            throw Unsupported("BuyOrder__Stablecoin", route.Stablecoin, units.Stablecoin, TokenUnits.MinStablecoinDecimals);
        if (units.Token > TokenUnits.MaxDecimals)
            throw Unsupported("BuyOrder__Token", route.Token, units.Token, 0);
        return (factory(), new TokenUnits(units.Stablecoin, units.Token));
    }

    private async Task<List<Address>> PairsAsync(IEthereumNode node, Address factory, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var pairs = Legs().Select(leg => Ask<Address>(batch, "router's factory", factory, UniswapV2.GetPair, leg.In, leg.Out)).ToList();
        await node.SendAsync(batch, cancellation);
        return pairs.ConvertAll(pair => pair());
    }

    private async Task CheckTokensAsync(IEthereumNode node, List<Address> pools, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var tokens = pools.ConvertAll(pool =>
            (First: Ask<Address>(batch, "pool", pool, UniswapV2.Token0), Second: Ask<Address>(batch, "pool", pool, UniswapV2.Token1)));
        await node.SendAsync(batch, cancellation);
        foreach (var (leg, pool, asked) in Legs().Zip(pools, tokens))
        {
            var (first, second) = IsFirst(leg.In, leg.Out) ? (leg.In, leg.Out) : (leg.Out, leg.In);
            if (asked.First() != first || asked.Second() != second)
                throw new WrongContractException($"The pool {pool} is not one of {first} and {second}.");
        }
    }

    private IEnumerable<(Address In, Address Out)> Legs() => route.Path.Zip(route.Path.Skip(1));

    /// <summary>
    /// What a contract returns; read after the batch was sent. A contract that reverts is the wrong one, and so is an account without code,
    /// which returns nothing to everything. Anything else that is no answer to the question is the node's fault.
    /// </summary>
    private static Func<T> Ask<T>(
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

    private static WrongContractException Unsupported(string setting, Address token, int found, int least) => new(
        $"{setting}: found {token} with {found} decimals; allowed: a token with {least} to {TokenUnits.MaxDecimals} decimals",
        MarketFailure.UnsupportedDecimals);

    private sealed class WrongContractException(string message, MarketFailure why = MarketFailure.WrongContract) : Exception(message)
    {
        public MarketFailure Why => why;
    }
}
