using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Money;

namespace BuyOrder.Domain.Orders;

/// <summary>
/// Something that an administrator has the wallet do apart from buying; its id is <c>w-…</c> of an idempotency key. It uses no revenue and
/// counts in no sum, and its money goes to the treasury or nowhere.
/// </summary>
public sealed record WalletTask : Job
{
    public required TaskAction Action { get; init; }

    /// <summary>The stablecoin that it is about, as the settings named it.</summary>
    public required Address Stablecoin { get; init; }

    /// <summary>The administrator's own words.</summary>
    public required string Why { get; init; }

    /// <summary>What its final transaction did; null while there is none, and when there never was.</summary>
    public TaskOutcome? Outcome { get; init; }

    public override AttemptKind Deed => Action is TaskAction.Sweep ? AttemptKind.Sweep : AttemptKind.Reset;

    public override string Title => $"Task {Id}";

    /// <summary>Its transaction is final: what it did decides whether the task has done what it was for.</summary>
    /// <param name="outcome">By the events.</param>
    /// <param name="leftover">Of an allowance that was to become 0, what the chain still shows of it; 0 for a sweep.</param>
    /// <param name="gasSpentWei">Of this try.</param>
    /// <param name="now">The time.</param>
    public WalletTask Settled(TaskOutcome outcome, BigInteger leftover, BigInteger gasSpentWei, DateTimeOffset now)
    {
        if (Status != JobStatus.Pending)
            throw new InvalidOperationException($"{Title} is {Status}: it does not move.");
        var seen = this with { Outcome = outcome };
        if (Action is TaskAction.Sweep sweep && (outcome.LeftUnits, outcome.ArrivedUnits) != (sweep.Units, sweep.Units))
            return seen.Failed(ReasonCode.TransferMismatch, gasSpentWei, now);
        if (!leftover.IsZero)
            return seen.Failed(ReasonCode.AllowanceMismatch, gasSpentWei, now);
        return seen with
        {
            Status = JobStatus.Completed,
            Phase = JobPhase.Completed,
            GasSpentWei = GasSpentWei + gasSpentWei,
            Hold = null,
            Reason = null,
            EndedAt = now,
        };
    }
}

/// <summary>What a wallet task does. There are these two and no others.</summary>
public abstract record TaskAction
{
    private TaskAction()
    {
    }

    /// <summary>Stablecoin goes to the treasury.</summary>
    /// <param name="Units">How much, smallest unit, above zero; fixed at the reservation.</param>
    /// <param name="Asked">The amount that was asked for, in Rand; null where it was all that the wallet held.</param>
    /// <param name="Receiver">The configured recipient.</param>
    public sealed record Sweep(BigInteger Units, Zar? Asked, Address Receiver) : TaskAction;

    /// <summary>An allowance becomes 0.</summary>
    /// <param name="Spender">Whose: one that was allowed something before.</param>
    public sealed record Revoke(Address Spender) : TaskAction;
}

/// <summary>What the final transaction of a task did, by its Transfer events.</summary>
/// <param name="TransactionHash">Of the attempt that was mined.</param>
/// <param name="BlockNumber">Its block.</param>
/// <param name="BlockHash">Of that block.</param>
/// <param name="LeftUnits">Stablecoin that left the wallet, smallest unit; nothing for a revoked allowance.</param>
/// <param name="ArrivedUnits">What the receiver got of it.</param>
public sealed record TaskOutcome(Hash256 TransactionHash, long BlockNumber, Hash256 BlockHash, BigInteger LeftUnits, BigInteger ArrivedUnits);
