using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Market;

/// <summary>Finds the pools of a route by their fee tiers through the router's own factory, and checks that they are what they are taken for.</summary>
internal sealed class UniswapV3Pools(MarketRoute route, MarketPlace.UniswapV3 place)
{
    /// <exception cref="NodeUnavailableException">The node gave no answer.</exception>
    /// <exception cref="RpcException">It refused to give one.</exception>
    /// <exception cref="EthereumFormatException">It gave one that cannot be used.</exception>
    public async Task<MarketOpening> FindAsync(IEthereumNode node, CancellationToken cancellation)
    {
        try
        {
            var (factory, units) = await FactoryAsync(node, cancellation);
            var pools = await PoolsAsync(node, factory, cancellation);
            await CheckPoolsAsync(node, pools, cancellation);
            return new MarketOpening.Open(new MarketTerms(units, pools));
        }
        catch (WrongContractException e)
        {
            return e.Closed;
        }
    }

    /// <summary>Router and quoter must look at the same pools.</summary>
    private async Task<(Address Factory, TokenUnits Units)> FactoryAsync(IEthereumNode node, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var ofRouter = OpeningQuestion.Ask<Address>(batch, "v3 router", place.Router, UniswapV3.Factory);
        var ofQuoter = OpeningQuestion.Ask<Address>(batch, "v3 quoter", place.Quoter, UniswapV3.Factory);
        var units = OpeningQuestion.AskUnits(batch, route);
        await node.SendAsync(batch, cancellation);
        var read = units();
        var (factory, quoted) = (ofRouter(), ofQuoter());
        return factory == quoted
            ? (factory, read)
            : throw new WrongContractException($"The v3 router at {place.Router} swaps in pools of {factory}, the v3 quoter at {place.Quoter} looks at those of {quoted}.");
    }

    private async Task<List<Address>> PoolsAsync(IEthereumNode node, Address factory, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var asked = route.Legs.Zip(place.Fees).Select(pool => (
            Leg: pool.First,
            Fee: pool.Second,
            Pool: OpeningQuestion.Ask<Address>(batch, "v3 factory", factory, UniswapV3.GetPool, pool.First.In, pool.First.Out, pool.Second),
            Spacing: OpeningQuestion.Ask<BigInteger>(batch, "v3 factory", factory, UniswapV3.TickSpacing, pool.Second))).ToList();
        await node.SendAsync(batch, cancellation);
        var pools = new List<Address>();
        foreach (var (leg, fee, pool, spacing) in asked)
        {
            if (spacing().IsZero)
            {
                throw new WrongContractException(
                    Told($"{MarketOptions.V3FeesSetting}: found {fee}; allowed: a fee tier that the factory {factory} has"), MarketFailure.NoFeeTier);
            }

            if (pool() == Address.Zero)
                throw new WrongContractException(Told($"The v3 factory has no pool of {leg.In} and {leg.Out} with a fee of {fee} millionths."), MarketFailure.NoPool);
            pools.Add(pool());
        }

        return pools;
    }

    private async Task CheckPoolsAsync(IEthereumNode node, List<Address> pools, CancellationToken cancellation)
    {
        var batch = new RpcBatch();
        var asked = pools.ConvertAll(pool => (
            First: OpeningQuestion.Ask<Address>(batch, "v3 pool", pool, UniswapV3.Token0),
            Second: OpeningQuestion.Ask<Address>(batch, "v3 pool", pool, UniswapV3.Token1),
            Fee: OpeningQuestion.Ask<BigInteger>(batch, "v3 pool", pool, UniswapV3.Fee)));
        await node.SendAsync(batch, cancellation);
        foreach (var (leg, fee, (pool, (askedFirst, askedSecond, askedFee))) in route.Legs.Zip(place.Fees, pools.Zip(asked)))
        {
            var (first, second) = UniswapV2Pools.IsFirst(leg.In, leg.Out) ? (leg.In, leg.Out) : (leg.Out, leg.In);
            if (askedFirst() != first || askedSecond() != second || askedFee() != fee)
                throw new WrongContractException(Told($"The v3 pool {pool} is not one of {first} and {second} with a fee of {fee} millionths."));
        }
    }

    private static string Told(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
