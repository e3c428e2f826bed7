using System.Numerics;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Domain.Orders;

/// <summary>
/// The promise to turn one spend into tokens. What was decided at its reservation never changes; the rest tells how far it has come.
/// </summary>
public sealed record Order
{
    /// <summary><c>s-…</c> of a slot or <c>m-…</c> of an idempotency key; one order per id, ever.</summary>
    public required string Id { get; init; }

    public required OrderTrigger Trigger { get; init; }

    /// <summary>Who asked: <c>schedule</c>, or the caller of a manual run.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>Free text of a manual run; null otherwise. Part of what the idempotency key is bound to.</summary>
    public string? Note { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The revenue this order uses up.</summary>
    public required Zar RevenueBase { get; init; }

    /// <summary>The allocation before cap and sizing.</summary>
    public required Zar Allocation { get; init; }

    public required Zar Spend { get; init; }

    /// <summary>The spend in the stablecoin's smallest unit.</summary>
    public required BigInteger SpendUnits { get; init; }

    public required int RateBps { get; init; }

    public required int ParametersVersion { get; init; }

    /// <summary>Hash of that version's document; null for an order from before it was kept.</summary>
    public string? ParametersHash { get; init; }

    /// <summary>Hash over the whole ledger at the reservation, lower-case hex.</summary>
    public required string LedgerRoot { get; init; }

    /// <summary>Total revenue at the reservation.</summary>
    public required Zar RevenueTotal { get; init; }

    /// <summary>How many entries of each shard the order has seen, in shard order.</summary>
    public required IReadOnlyList<long> CutOff { get; init; }

    /// <summary>Revenue by source and currency at the reservation; null for an order from before this was kept.</summary>
    public RevenueTotals? Revenue { get; init; }

    public required OrderQuote Quote { get; init; }

    /// <summary>Address that signs; every attempt is from it.</summary>
    public required string Wallet { get; init; }

    /// <summary>Which version of the key signs.</summary>
    public required string KeyId { get; init; }

    /// <summary>Address that receives the tokens.</summary>
    public required string Recipient { get; init; }

    public required OrderStatus Status { get; init; }

    public required OrderPhase Phase { get; init; }

    /// <summary>How often the order was prepared again with a new nonce; 0 at first.</summary>
    public int Retry { get; init; }

    public Hold? Hold { get; init; }

    /// <summary>Evidence contradicts itself: nothing moves and nothing new is ordered until a human decides.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Why it failed, why it was last retried, or what is unknown about it.</summary>
    public ReasonCode? Reason { get; init; }

    public Purchase? Purchase { get; init; }

    /// <summary>How often its purchase was taken off the chain after it had completed; 0 but for a disaster.</summary>
    public int TimesUndone { get; init; }

    /// <summary>How an operator ended it when it was unknown; null for every other order.</summary>
    public Resolution? Resolution { get; init; }

    /// <summary>Native currency spent on all of its mined transactions so far.</summary>
    public BigInteger GasSpentWei { get; init; }

    /// <summary>When it completed or failed.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Number of the newest record about it; 0 while it has none, as it is from before there were records.</summary>
    public long RecordNumber { get; init; }

    public bool IsEnded => Status is OrderStatus.Completed or OrderStatus.Failed;
}
