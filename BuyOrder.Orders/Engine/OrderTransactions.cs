using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Prices;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Signing;

namespace BuyOrder.Orders.Engine;

/// <summary>Builds what the transactions of an order do. There are four kinds, one for each intent that the signing boundary knows.</summary>
internal sealed class OrderTransactions(IMarket market, MarketRoute route, TimeProvider time)
{
    /// <summary>An allowance needs some 46 000, behind a proxy some more.</summary>
    private const long LeastAllowanceGas = 100_000;

    /// <summary>What the allowances ask for before a swap.</summary>
    public TransactionContent Of(AllowanceStep step, Order order, TreasuryState state) =>
        step.Kind == AttemptKind.Approve ? Approval(order) : Reset(step.Spender, state);

    public TransactionContent Approval(Order order) => new(
        AttemptKind.Approve, market.Approve(order.SpendUnits), new SigningIntent.Approve(order.SpendUnits), LeastAllowanceGas);

    /// <summary>The same as an attempt that was made before.</summary>
    public TransactionContent Reset(Attempt old, TreasuryState state) => Reset(SpenderOf(old), state);

    /// <summary>With what the signing boundary holds it to: known from the order, its parameters and the reference price, without the market's word.</summary>
    public TransactionContent Purchase(Order order, BigInteger minimumOut, TokenUnits units, BusinessParameters limits, PriceDecision.Agreed reference, PreTradeFacts facts)
    {
        var now = time.GetUtcNow();
        var deadline = SwapTerms.Deadline(facts.HeadTime, now);
        var floor = limits.Guards.MinimumFloor(order.Spend, units, reference.Price);
        return new TransactionContent(
            AttemptKind.Swap,
            market.Swap(order.SpendUnits, minimumOut, deadline, order.Recipient),
            new SigningIntent.Swap(order.SpendUnits, floor, now, deadline),
            market.LeastSwapGas,
            minimumOut,
            deadline)
        {
            Reference = reference.Kept is null ? null : reference,
        };
    }

    public static TransactionContent Cancel(Address wallet) =>
        new(AttemptKind.Cancel, new ContractCall(wallet, []), new SigningIntent.Cancel(), LeastGas: 0);

    /// <summary>Attempts of this try that did the same for the same spender.</summary>
    public static IReadOnlyList<Attempt> Same(AllowanceStep step, Order order, IReadOnlyList<Attempt> attempts) =>
    [
        .. attempts.Where(attempt => attempt.Retry == order.Retry && attempt.Kind == step.Kind && SpenderOf(attempt) == step.Spender),
    ];

    private TransactionContent Reset(Address spender, TreasuryState state) => new(
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
/// <param name="LeastGas">The least gas that one of its kind is given, whatever a node estimates.</param>
/// <param name="MinimumOut">Of a swap; 0 for other kinds.</param>
/// <param name="Deadline">Of a swap; null for other kinds.</param>
internal sealed record TransactionContent(
    AttemptKind Kind, ContractCall Call, SigningIntent Intent, long LeastGas, BigInteger MinimumOut = default, DateTimeOffset? Deadline = null)
{
    /// <summary>What a swap is held to; null for other kinds, and where that is worth no record.</summary>
    public PriceDecision.Agreed? Reference { get; init; }
}
