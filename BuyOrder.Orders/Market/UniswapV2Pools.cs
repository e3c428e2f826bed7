using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Market;

/// <summary>Finds the pools of a route through the router's own factory, and checks that they are what they are taken for.</summary>
internal sealed class UniswapV2Pools(MarketRoute route, Address router)
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
            return e.Closed;
        }
    }

    private async Task<(Address Factory, TokenUnits Units)> FactoryAsync(IEthereumNode node, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var factory = OpeningQuestion.Ask<Address>(batch, "router", router, UniswapV2.Factory);
        var units = OpeningQuestion.AskUnits(batch, route);
        await node.SendAsync(batch, cancellation);
        var read = units();
        return (factory(), read);
    }

    private async Task<List<Address>> PairsAsync(IEthereumNode node, Address factory, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var pairs = route.Legs.Select(leg =>
            OpeningQuestion.Ask<Address>(batch, "router's factory", factory, UniswapV2.GetPair, leg.In, leg.Out)).ToList();
        await node.SendAsync(batch, cancellation);
        return pairs.ConvertAll(pair => pair());
    }

    private async Task CheckTokensAsync(IEthereumNode node, List<Address> pools, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var tokens = pools.ConvertAll(pool => (
            First: OpeningQuestion.Ask<Address>(batch, "pool", pool, UniswapV2.Token0),
            Second: OpeningQuestion.Ask<Address>(batch, "pool", pool, UniswapV2.Token1)));
        await node.SendAsync(batch, cancellation);
        foreach (var (leg, pool, asked) in route.Legs.Zip(pools, tokens))
        {
            var (first, second) = IsFirst(leg.In, leg.Out) ? (leg.In, leg.Out) : (leg.Out, leg.In);
            if (asked.First() != first || asked.Second() != second)
                throw new WrongContractException($"The pool {pool} is not one of {first} and {second}.");
        }
    }
}
