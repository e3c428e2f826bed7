using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Market;

/// <summary>
/// A place on chain where the stablecoin buys the token: quotes, and builds the calls of a purchase.
/// It never changes: what is learned of it makes another one.
/// </summary>
internal interface IMarket
{
    /// <summary>Stable word for logs and records: <c>uniswap-v2</c>.</summary>
    string Name { get; }

    /// <summary>Who takes the stablecoin out of the wallet, and so needs the allowance.</summary>
    Address Spender { get; }

    /// <summary>Every contract that a purchase passes through, as far as they are known: pools only of an open market.</summary>
    IReadOnlyList<Address> Contracts { get; }

    /// <summary>What it was opened with; null while it is not open.</summary>
    MarketTerms? Terms { get; }

    /// <summary>Asks one node for what never changes (pools, decimals) and checks it. It is only that node's word: a lone node may lie.</summary>
    /// <exception cref="NodeUnavailableException">The node gave no answer.</exception>
    /// <exception cref="RpcException">It refused to give one.</exception>
    /// <exception cref="EthereumFormatException">It gave one that cannot be used.</exception>
    Task<MarketOpening> OpenAsync(IEthereumNode node, CancellationToken cancellation);

    /// <summary>The same market, open on these terms.</summary>
    IMarket Open(MarketTerms terms);

    /// <summary>
    /// Adds its reads (at the latest block) to a batch that the caller sends; the returned function reads the answers afterwards.
    /// The same market may read into several batches at once. While the market is not open it asks nothing, and the reading says why.
    /// </summary>
    /// <param name="batch">Not sent yet.</param>
    /// <param name="amountIn">Stablecoin, smallest unit; above zero.</param>
    /// <param name="maySize">Less may be bought where that much moves the price too far: the quote must tell how much.</param>
    Func<MarketReading> Read(RpcBatch batch, BigInteger amountIn, bool maySize);

    /// <summary>The least gas that a swap is given, even if the nodes estimate less.</summary>
    long LeastSwapGas { get; }

    /// <summary>Sets the spender's allowance to exactly this amount (stablecoin, smallest unit).</summary>
    ContractCall Approve(BigInteger amount);

    /// <summary>Buys with exactly this amount of stablecoin, or reverts.</summary>
    /// <param name="amountIn">Stablecoin, smallest unit.</param>
    /// <param name="minimumOut">Fewer tokens (smallest unit) revert.</param>
    /// <param name="deadline">A block after it reverts; whole seconds count.</param>
    /// <param name="recipient">Gets the tokens.</param>
    ContractCall Swap(BigInteger amountIn, BigInteger minimumOut, DateTimeOffset deadline, Address recipient);
}

/// <summary>What never changes about a market: the decimals of the two tokens, and the pools from the stablecoin to the token.</summary>
internal sealed record MarketTerms(TokenUnits Units, IReadOnlyList<Address> Pools);

/// <summary>What opening the market found.</summary>
internal abstract record MarketOpening
{
    private MarketOpening()
    {
    }

    /// <summary>The same text for the same finding, however each node words the detail.</summary>
    public abstract string Summary { get; }

    /// <summary>The terms; the exception that is made of the detail when it is closed.</summary>
    public MarketTerms TermsOr(Func<string, Exception> whenClosed) => this switch
    {
        Open open => open.Terms,
        Closed closed => throw whenClosed(closed.Detail),
        _ => throw new InvalidOperationException($"{this} is no opening."),
    };

    /// <summary>It is there, and what it is taken for.</summary>
    public sealed record Open(MarketTerms Terms) : MarketOpening
    {
        public override string Summary =>
            $"open {Terms.Units.StablecoinDecimals} {Terms.Units.TokenDecimals} {string.Join(' ', Terms.Pools)}";
    }

    /// <summary>Nothing can be bought there.</summary>
    /// <param name="Why">Stable.</param>
    /// <param name="Detail">The same in one sentence.</param>
    public sealed record Closed(MarketFailure Why, string Detail) : MarketOpening
    {
        public override string Summary => $"{Why}";
    }
}

/// <summary>What the market answered to one reading.</summary>
internal abstract record MarketReading
{
    private MarketReading()
    {
    }

    /// <summary>The quote with what it rests on, for sizing and price impact.</summary>
    public sealed record Quoted(Quote Quote) : MarketReading;

    /// <summary>There is no quote.</summary>
    /// <param name="Why">Stable.</param>
    /// <param name="Detail">The same in one sentence.</param>
    public sealed record Failed(MarketFailure Why, string Detail) : MarketReading;

    /// <summary>No answer, or an error that is the node's own and says nothing about the contract.</summary>
    public static bool IsOpenQuestion(RpcCall<byte[]> call) =>
        call.State is RpcCallState.Unavailable or RpcCallState.Pending || call.Error is { IsRevert: false };

    public static string Reason(RpcError error) => error.Reason()?.Text ?? error.Message;
}

/// <summary>Why a question to the market was not answered in full.</summary>
internal enum MarketFailure
{
    /// <summary>Never asked; not an answer.</summary>
    Unknown = 0,

    /// <summary>There is no pool for one of the pairs on the way.</summary>
    NoPool,

    /// <summary>The factory has no pools with such a fee.</summary>
    NoFeeTier,

    /// <summary>A pool on the way is empty.</summary>
    NoLiquidity,

    /// <summary>The router refused the quote; the detail has its reason.</summary>
    Reverted,

    /// <summary>A contract does not answer as what it is configured to be.</summary>
    WrongContract,

    /// <summary>A token has decimals in which no amount could be exact. That never changes.</summary>
    UnsupportedDecimals,

    /// <summary>The node left a question open. Nothing follows from it.</summary>
    Unavailable,
}

/// <summary>What a purchase really did, in smallest units: stablecoin out of the wallet, tokens into the recipient.</summary>
internal sealed record PurchaseReading(BigInteger Spent, BigInteger Received);

/// <summary>A call of a contract without native currency: whom, and the ABI-encoded calldata.</summary>
internal sealed record ContractCall(Address To, byte[] Data);
