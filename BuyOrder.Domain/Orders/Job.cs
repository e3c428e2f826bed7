using System.Numerics;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Domain.Orders;

/// <summary>
/// What the wallet is to do: an <see cref="Order"/> or a <see cref="WalletTask"/>. It has what attempts, nonces and finality need of either, so
/// that both go through the same state machine; at most one is open at a time.
/// </summary>
public abstract record Job
{
    /// <summary>One job per id, ever.</summary>
    public required string Id { get; init; }

    /// <summary>Who asked: <c>schedule</c>, or the caller.</summary>
    public required string RequestedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Address that signs; every attempt is from it.</summary>
    public required Address Wallet { get; init; }

    /// <summary>Which version of the key signs.</summary>
    public required string KeyId { get; init; }

    public required JobStatus Status { get; init; }

    public required JobPhase Phase { get; init; }

    /// <summary>How often it was prepared again with a new nonce; 0 at first.</summary>
    public int Retry { get; init; }

    public Hold? Hold { get; init; }

    /// <summary>How often it was put on hold, each further reason counted; 0 in an order from before that was kept.</summary>
    public int Holds { get; init; }

    /// <summary>Evidence contradicts itself: nothing moves and nothing new is ordered until an operator decides.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Why it failed, why it was last retried, or what is unknown about it.</summary>
    public ReasonCode? Reason { get; init; }

    /// <summary>Who does not want it any more, since when and why; null if no cancel was requested. If its transaction was faster it completes all the same.</summary>
    public CancelWish? CancelRequested { get; init; }

    /// <summary>Native currency spent on all of its mined transactions so far.</summary>
    public BigInteger GasSpentWei { get; init; }

    /// <summary>When it completed or failed.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Number of the newest record about it; 0 while it has none, as it is from before there were records.</summary>
    public long RecordNumber { get; init; }

    public bool IsEnded => Status is JobStatus.Completed or JobStatus.Failed;

    /// <summary>The kind of the transaction that it is there for; all others that it signs prepare for that one, or take its place.</summary>
    public abstract AttemptKind Deed { get; }

    /// <summary>For the beginning of a sentence: <c>Order m-1</c>, <c>Task w-1</c>.</summary>
    public abstract string Title { get; }
}

/// <summary>What has become of an order or a task; completed and failed are final.</summary>
public enum JobStatus
{
    Unset = 0,
    Pending,
    Completed,
    Failed,
}

/// <summary>How far a pending order or task has come: reserved → approving → prepared → broadcast → mined → completed.</summary>
public enum JobPhase
{
    Unset = 0,

    /// <summary>It is taken on, an order with its revenue base; no transaction of this try exists.</summary>
    Reserved,

    /// <summary>The allowance's own transaction is stored; of orders only.</summary>
    Approving,

    /// <summary>The swap, or the task's transaction, is signed and stored; no node has been shown it for certain.</summary>
    Prepared,

    /// <summary>It may be known to nodes.</summary>
    Broadcast,

    /// <summary>An attempt at its nonce is in a block that is not final yet.</summary>
    Mined,
    Completed,
    Failed,
}
