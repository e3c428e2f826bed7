using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Checks;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Prices;
using BuyOrder.Domain.Treasury;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Signing;

namespace BuyOrder.Orders.Engine;

/// <summary>Builds what the transactions of an order do. There is one kind for each intent that the signing boundary knows, but for those of wallet tasks alone.</summary>
internal sealed class OrderTransactions(Markets markets, MarketRoute route, TimeProvider time)
{
    /// <summary>An allowance needs some 46 000, behind a proxy some more.</summary>
    private const long LeastAllowanceGas = 100_000;

    /// <summary>What the allowances ask for before a swap.</summary>
    public TransactionContent Of(AllowanceStep step, Order order, TreasuryState state) =>
        step.Kind == AttemptKind.Approve ? Approval(order) : Reset(step.Spender, state);

    public TransactionContent Approval(Order order) => new(
        AttemptKind.Approve,
        MarketOf(order).Approve(order.SpendUnits),
        new SigningIntent.Approve(order.SpendUnits, order.Quote.Market),
        LeastAllowanceGas);

    /// <summary>Where the order was decided to buy; null when the settings do not name it any more.</summary>
    public IMarket? FindMarketOf(Order order) => markets.Find(order.Quote.Market);

    /// <summary>The same as an attempt that was made before.</summary>
    public TransactionContent Reset(Attempt old, TreasuryState state) => Reset(SpenderOf(old), state);

    /// <summary>With what the signing boundary holds it to: known from the order, its parameters and the reference price, without the market's word.</summary>
    public TransactionContent Purchase(Order order, PreTradeVerdict.Passed passed, TokenUnits units, BusinessParameters limits, PreTradeFacts facts)
    {
        var (market, trade) = (MarketOf(order), passed.Trade);
        var now = time.GetUtcNow();
        var deadline = SwapTerms.Deadline(facts.HeadTime, now);
        var floor = limits.Guards.MinimumFloor(order.Spend, units, passed.Reference.Price);
        return new TransactionContent(
            AttemptKind.Swap,
            market.Swap(order.SpendUnits, trade.MinimumOut, deadline, order.Recipient),
            new SigningIntent.Swap(order.SpendUnits, floor, now, deadline, order.Quote.Market),
            market.LeastSwapGas,
            trade.MinimumOut,
            deadline,
            trade.Quote.AtMid)
        {
            Reference = passed.Reference.Kept is null ? null : passed.Reference,
        };
    }

    /// <summary>What a wallet task is there for.</summary>
    public TransactionContent Of(WalletTask task, TreasuryState state) => task.Action switch
    {
        TaskAction.Sweep sweep => new TransactionContent(
            AttemptKind.Sweep,
            new ContractCall(route.Stablecoin, Erc20.TransferTo.Encode(sweep.Receiver, sweep.Units)),
            new SigningIntent.Sweep(sweep.Units),
            LeastAllowanceGas),
        TaskAction.Revoke revoke => Reset(revoke.Spender, state),
        var other => throw new InvalidOperationException($"There is no transaction for {other}."),
    };

    public static TransactionContent Cancel(Address wallet) =>
        new(AttemptKind.Cancel, new ContractCall(wallet, []), new SigningIntent.Cancel(), LeastGas: 0);

    /// <summary>Attempts of this try that did the same for the same spender.</summary>
    public static IReadOnlyList<Attempt> Same(AllowanceStep step, Order order, IReadOnlyList<Attempt> attempts) =>
    [
        .. attempts.Where(attempt => attempt.Retry == order.Retry && attempt.Kind == step.Kind && SpenderOf(attempt) == step.Spender),
    ];

    private IMarket MarketOf(Order order) =>
        FindMarketOf(order) ?? throw new InvalidOperationException($"Order {order.Id} is bought at {order.Quote.Market}, which the settings do not name.");

    public TransactionContent Reset(Address spender, TreasuryState state) => new(
        AttemptKind.Reset,
        new ContractCall(route.Stablecoin, Erc20.Approve.Encode(spender, BigInteger.Zero)),
        new SigningIntent.Reset(spender, [.. state.Spenders]),
        LeastAllowanceGas);

    private static Address SpenderOf(Attempt attempt) =>
        Erc20.Approve.DecodeInput(SignedTransaction.Decode(attempt.SignedBytes).Transaction.Data.Span).Get<Address>(0);
}

/// <summary>What a transaction of an order is to do, and the intent that the signing boundary holds it to.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Call">What is called.</param>
/// <param name="Intent">What the order permits it to be.</param>
/// <param name="LeastGas">The least gas that one of its kind is given, even if the nodes estimate less.</param>
/// <param name="MinimumOut">Of a swap; 0 for other kinds.</param>
/// <param name="Deadline">Of a swap; null for other kinds.</param>
/// <param name="AtMid">Of a swap: what it would bring at the mid price; null for other kinds.</param>
internal sealed record TransactionContent(
    AttemptKind Kind,
    ContractCall Call,
    SigningIntent Intent,
    long LeastGas,
    BigInteger MinimumOut = default,
    DateTimeOffset? Deadline = null,
    BigInteger? AtMid = null)
{
    /// <summary>What a swap is held to; null for other kinds, and where that is worth no record.</summary>
    public PriceDecision.Agreed? Reference { get; init; }
}
