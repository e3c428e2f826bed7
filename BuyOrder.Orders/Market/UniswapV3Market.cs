using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Market;

/// <summary>Buys through Uniswap v3's SwapRouter02, from one pool or over a token in between.</summary>
/// <remarks>
/// How much a pool gives depends on all positions in it, so QuoterV2 is asked for every size that an order may have; the mid price is the pools' own.
/// The router holds the pools' arithmetic to the minimum and not the recipient's balance: a token that keeps a part is the probe's to find.
/// </remarks>
internal sealed class UniswapV3Market(MarketRoute route, MarketPlace.UniswapV3 place, MarketTerms? terms = null) : IMarket
{
    /// <summary>More than a swap of plain tokens needs: measured are some 140 000, and 90 000 for a second pool.</summary>
    private const long SwapGas = 100_000;
    private const long SwapGasPerPool = 120_000;

    /// <summary>What a swap takes beside what the quoter measures, as measured in pools that have been traded in: 28 000 in one, 19 000 over two.</summary>
    private const long BesideTheQuote = 28_000;

    /// <summary>A node may say anything; what it says only compares markets.</summary>
    private const long MaxGas = 10_000_000;

    private static readonly BigInteger Unit = BigInteger.One << 192;

    /// <summary>Prices at which a swap ends because there is nothing left to trade with: one step within the ends of what a pool can show.</summary>
    private static readonly BigInteger LowestRoot = new(4_295_128_739 + 1);
    private static readonly BigInteger HighestRoot =
        BigInteger.Parse("1461446703485210103287273052203988822378723970342", System.Globalization.CultureInfo.InvariantCulture) - 1;

    private readonly byte[] path = UniswapV3.Path(route.Path, place.Fees);

    public string Name => place.Name;

    public Address Spender => place.Router;

    public IReadOnlyList<Address> Contracts => [.. route.Path, place.Router, place.Quoter, .. terms?.Pools ?? []];

    public MarketTerms? Terms => terms;

    public long LeastSwapGas => SwapGas + (SwapGasPerPool * place.Fees.Count);

    public Task<MarketOpening> OpenAsync(IEthereumNode node, CancellationToken cancellation) =>
        new UniswapV3Pools(route, place).FindAsync(node, cancellation);

    public IMarket Open(MarketTerms terms) => new UniswapV3Market(route, place, terms);

    public Func<MarketReading> Read(RpcBatch batch, BigInteger amountIn, bool maySize)
    {
        if (terms is not { } known)
            return () => new MarketReading.Failed(MarketFailure.Unavailable, "The market has not been opened yet.");

        var pools = known.Pools.Select(pool => new PoolCalls(Ask(batch, pool, UniswapV3.Slot0), Ask(batch, pool, UniswapV3.Liquidity))).ToList();
        var amounts = maySize ? LadderQuote.Amounts(amountIn, known.Units.Cent) : [amountIn];
        var quotes = amounts.Select(amount => (Amount: amount, Call: Ask(batch, place.Quoter, UniswapV3.Quote, path, amount))).ToList();
        return () => Reading(pools, quotes);
    }

    public ContractCall Approve(BigInteger amount) => new(route.Stablecoin, Erc20.Approve.Encode(Spender, amount));

    public ContractCall Swap(BigInteger amountIn, BigInteger minimumOut, DateTimeOffset deadline, Address recipient)
    {
        var swap = UniswapV3.Swap.Encode((object)new object[] { path, recipient, amountIn, minimumOut });
        return new ContractCall(place.Router, UniswapV3.Multicall.Encode(new BigInteger(deadline.ToUnixTimeSeconds()), new object[] { swap }));
    }

    private static RpcCall<byte[]> Ask(RpcBatch batch, Address contract, AbiFunction function, params ReadOnlySpan<object> arguments) =>
        batch.Add(Eth.Call(new CallRequest { To = contract, Data = function.Encode(arguments) }, BlockTag.Latest));

    private MarketReading Reading(List<PoolCalls> pools, List<(BigInteger Amount, RpcCall<byte[]> Call)> quotes)
    {
        var calls = pools.SelectMany(pool => new[] { pool.Slot0, pool.Liquidity }).Concat(quotes.Select(quote => quote.Call));
        if (calls.FirstOrDefault(MarketReading.IsOpenQuestion) is { } unanswered)
            return new MarketReading.Failed(MarketFailure.Unavailable, unanswered.Unavailability?.Message ?? unanswered.Error!.Message);
        if (pools.Find(pool => !pool.Slot0.IsSuccess || !pool.Liquidity.IsSuccess) is { } refused)
            return new MarketReading.Failed(MarketFailure.WrongContract, $"A pool does not tell its price: {(refused.Slot0.Error ?? refused.Liquidity.Error)!.Message}.");
        try
        {
            var mid = new MidPrice(1, 1);
            for (var index = 0; index < pools.Count; index++)
            {
                var root = UniswapV3.Slot0.DecodeOutput(pools[index].Slot0.Result).Get<BigInteger>(0);
                var liquidity = UniswapV3.Liquidity.DecodeOutput(pools[index].Liquidity.Result).Get<BigInteger>(0);
                if (root.IsZero || liquidity.IsZero)
                    return new MarketReading.Failed(MarketFailure.NoLiquidity, "A pool on the way is empty.");
                mid = UniswapV2Pools.IsFirst(route.Path[index], route.Path[index + 1])
                    ? new MidPrice(mid.In * Unit, mid.Out * root * root)
                    : new MidPrice(mid.In * root * root, mid.Out * Unit);
            }

            return quotes.Exists(quote => quote.Call.IsSuccess)
                ? new MarketReading.Quoted(new LadderQuote(mid.Reduced(), place.Fees, quotes.ConvertAll(quote => RungOf(quote.Amount, quote.Call))))
                : new MarketReading.Failed(MarketFailure.Reverted, $"The quoter gives no quote: {MarketReading.Reason(quotes[0].Call.Error!)}.");
        }
        catch (EthereumFormatException e)
        {
            // The contracts were looked at when the market was opened: what is no encoding now is this node's answer, not theirs.
            return new MarketReading.Failed(MarketFailure.Unavailable, $"A contract does not answer as Uniswap v3 does: {e.Message}");
        }
    }

    /// <summary>A swap that ran to the end of all prices was not filled: the pool would take a part of the amount and leave the rest.</summary>
    private Rung RungOf(BigInteger amountIn, RpcCall<byte[]> call)
    {
        if (!call.IsSuccess)
            return new Rung(amountIn, BigInteger.Zero, 0);
        var values = UniswapV3.Quote.DecodeOutput(call.Result);
        var roots = values.GetArray<BigInteger>(1);
        if (roots.Length != place.Fees.Count)
            throw new EthereumFormatException("The quoter's prices are not those of the path that was asked for.");
        var isFilled = Array.TrueForAll(roots, root => root > LowestRoot && root < HighestRoot);
        var gas = (long)BigInteger.Min(values.Get<BigInteger>(3), MaxGas) + BesideTheQuote;
        return isFilled ? new Rung(amountIn, values.Get<BigInteger>(0), gas) : new Rung(amountIn, BigInteger.Zero, 0);
    }

    private sealed record PoolCalls(RpcCall<byte[]> Slot0, RpcCall<byte[]> Liquidity);
}
