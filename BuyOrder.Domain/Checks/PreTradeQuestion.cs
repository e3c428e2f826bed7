using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Prices;
using BuyOrder.Domain.Treasury;

namespace BuyOrder.Domain.Checks;

/// <summary>Everything that the guards look at: asked again with more when more is known.</summary>
public sealed record PreTradeQuestion
{
    /// <summary>Decided once; a copy with another part of what it rests on decides anew.</summary>
    private PriceDecision? reference;

    public required PreTradeMoment Moment { get; init; }

    public required TreasuryState State { get; init; }

    /// <summary>Who pays.</summary>
    public required Address Wallet { get; init; }

    /// <summary>With the quote for exactly <see cref="Spend"/>.</summary>
    public required PreTradeFacts Facts
    {
        get;
        init => (field, reference) = (value, null);
    }

    public required TokenUnits Units { get; init; }

    /// <summary>Above zero. Before a reservation it may be made smaller; afterwards it is the order's.</summary>
    public required Zar Spend { get; init; }

    public required BusinessParameters Parameters
    {
        get;
        init => (field, reference) = (value, null);
    }

    public required EngineLimits Limits { get; init; }

    public required DateTimeOffset Now
    {
        get;
        init => (field, reference) = (value, null);
    }

    /// <summary>What a token is worth by the price sources, not by the market: quotes are judged by it, and the signing boundary's floor follows from it.</summary>
    public PriceDecision Reference => reference ??= ReferencePrice.Decide(
        Parameters.Prices, Parameters.ReferencePrice, Facts.Prices, Facts.HeadTime > Now ? Facts.HeadTime : Now);

    /// <summary>Where the spend comes from; null once an order is reserved.</summary>
    public SpendDecision? Allocation { get; init; }

    /// <summary>Why a wallet that is new to the order store may not be adopted; null when it may, and while it was not asked.</summary>
    public Refusal? Adoption { get; init; }

    /// <summary>What the wallet before this one still has; null when nothing, and while it was not asked.</summary>
    public Refusal? Rotation { get; init; }

    /// <summary>The allowance to set before the swap; null when none is needed, and while it was not asked.</summary>
    public PreTradeAllowance? Allowance { get; init; }

    /// <summary>What trying it showed; null while it was not tried.</summary>
    public PreTradeTrials? Trials { get; init; }
}

/// <summary>When the guards are asked.</summary>
public enum PreTradeMoment
{
    Unset = 0,

    /// <summary>Before revenue is taken for an order.</summary>
    Reserve,

    /// <summary>Before the order's next transaction is signed.</summary>
    Sign,

    /// <summary>Before a swap is signed again at a nonce that the order has already.</summary>
    Replace,
}

/// <summary>The allowance that must be set first.</summary>
/// <param name="Step">What is to be done.</param>
/// <param name="Before">Attempts of this try that did the same for the same spender.</param>
public sealed record PreTradeAllowance(AllowanceStep Step, IReadOnlyList<Attempt> Before);

/// <summary>What the nodes said when it was tried; null where they had no objection.</summary>
/// <param name="Purchase">Of the purchase as a whole, allowance included.</param>
/// <param name="Transaction">Of the very transaction that is to be signed.</param>
public sealed record PreTradeTrials(Refusal? Purchase, Refusal? Transaction)
{
    /// <summary>The purchase as a whole counts first: it says what would arrive.</summary>
    public Refusal? Refusal => Purchase ?? Transaction;
}
