using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Market;

/// <summary>Buys through Uniswap v2's router02, from one pool or over a token in between.</summary>
/// <remarks>
/// The router's quote and the pools' reserves go into one batch; that both fit together is for the guards to
/// check, because sizing relies on the pools' formula being the router's.
/// </remarks>
internal sealed class UniswapV2Market(MarketRoute route, MarketPlace.UniswapV2 place, MarketTerms? terms = null) : IMarket
{
    /// <summary>More than a swap of plain tokens needs, which is some 80 000 and then 60 000 for each pool.</summary>
    private const long SwapGas = 100_000;
    private const long SwapGasPerPool = 100_000;

    public string Name => place.Name;

    public Address Spender => place.Router;

    public IReadOnlyList<Address> Contracts => [.. route.Path, place.Router, .. terms?.Pools ?? []];

    public MarketTerms? Terms => terms;

    public Task<MarketOpening> OpenAsync(IEthereumNode node, CancellationToken cancellation) =>
        new UniswapV2Pools(route, place.Router).FindAsync(node, cancellation);

    public IMarket Open(MarketTerms terms) => new UniswapV2Market(route, place, terms);

    public Func<MarketReading> Read(RpcBatch batch, BigInteger amountIn, bool maySize)
    {
        if (terms is not { Pools: var known })
            return () => new MarketReading.Failed(MarketFailure.Unavailable, "The market has not been opened yet.");

        var amounts = Ask(batch, place.Router, UniswapV2.GetAmountsOut, amountIn, route.Path);
        var reserves = known.Select(pool => Ask(batch, pool, UniswapV2.GetReserves)).ToList();
        return () => Reading(amountIn, amounts, reserves);
    }

    public long LeastSwapGas => SwapGas + (SwapGasPerPool * (route.Path.Count - 1));

    public ContractCall Approve(BigInteger amount) => new(route.Stablecoin, Erc20.Approve.Encode(Spender, amount));

    public ContractCall Swap(BigInteger amountIn, BigInteger minimumOut, DateTimeOffset deadline, Address recipient) => new(
        place.Router,
        UniswapV2.Swap.Encode(
            amountIn, minimumOut, route.Path, recipient, new BigInteger(deadline.ToUnixTimeSeconds())));

    private static RpcCall<byte[]> Ask(RpcBatch batch, Address contract, AbiFunction function, params ReadOnlySpan<object> arguments) =>
        batch.Add(Eth.Call(new CallRequest { To = contract, Data = function.Encode(arguments) }, BlockTag.Latest));

    private MarketReading Reading(BigInteger amountIn, RpcCall<byte[]> amounts, List<RpcCall<byte[]>> reserves)
    {
        if (reserves.Append(amounts).FirstOrDefault(MarketReading.IsOpenQuestion) is { } unanswered)
            return new MarketReading.Failed(MarketFailure.Unavailable, unanswered.Unavailability?.Message ?? unanswered.Error!.Message);
        if (reserves.Find(call => !call.IsSuccess) is { } refused)
            return new MarketReading.Failed(MarketFailure.WrongContract, $"A pool does not tell its reserves: {refused.Error!.Message}.");
        try
        {
            var found = reserves.Select((call, index) => PoolOf(call.Result, route.Path[index], route.Path[index + 1])).ToList();
            if (found.Exists(pool => !pool.HasLiquidity))
                return new MarketReading.Failed(MarketFailure.NoLiquidity, "A pool on the way is empty.");
            return amounts.IsSuccess
                ? new MarketReading.Quoted(new ReservesQuote(amountIn, AmountOut(amountIn, amounts.Result), found))
                : new MarketReading.Failed(MarketFailure.Reverted, $"The router gives no quote: {MarketReading.Reason(amounts.Error!)}.");
        }
        catch (EthereumFormatException e)
        {
            // The contracts were looked at when the market was opened: what is no encoding now is this node's answer, not theirs.
            return new MarketReading.Failed(MarketFailure.Unavailable, $"A contract does not answer as Uniswap v2 does: {e.Message}");
        }
    }

    private static Pool PoolOf(byte[] reserves, Address tokenIn, Address tokenOut)
    {
        var values = UniswapV2.GetReserves.DecodeOutput(reserves);
        var (reserve0, reserve1) = (values.Get<BigInteger>(0), values.Get<BigInteger>(1));
        return UniswapV2Pools.IsFirst(tokenIn, tokenOut) ? new Pool(reserve0, reserve1) : new Pool(reserve1, reserve0);
    }

    private BigInteger AmountOut(BigInteger amountIn, byte[] returned)
    {
        var amounts = UniswapV2.GetAmountsOut.DecodeOutput(returned).GetArray<BigInteger>(0);
        return amounts.Length == route.Path.Count && amounts[0] == amountIn
            ? amounts[^1]
            : throw new EthereumFormatException("The router's amounts are not those of the path that was asked for.");
    }
}
