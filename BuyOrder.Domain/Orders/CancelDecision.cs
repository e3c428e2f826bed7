using System.Numerics;

namespace BuyOrder.Domain.Orders;

/// <summary>What becomes of an order or a task that an operator does not want any more. Pure; <see cref="JobDecision"/> takes it from there.</summary>
public static class CancelDecision
{
    /// <param name="order">As it is stored.</param>
    /// <param name="attempts">All of the order's.</param>
    /// <param name="wish">Who asks.</param>
    public static CancelVerdict Decide(Job order, IReadOnlyList<Attempt> attempts, CancelWish wish)
    {
        if (order.IsUnknown)
            return new CancelVerdict.Refused($"{order.Title} is unknown ({order.Reason}): it is resolved, not cancelled.");
        if (order.Status == JobStatus.Completed)
            return new CancelVerdict.Refused(Bought(order));
        if (order.CancelRequested is not null)
            return new CancelVerdict.Known();
        if (order.Status == JobStatus.Failed)
            return new CancelVerdict.Refused($"{order.Title} has failed already ({order.Reason}).");

        // Earlier tries are final. Without bytes of this one there is nothing that a node could have.
        var unwanted = order.Unwanted(wish);
        return attempts.Any(attempt => attempt.Retry == order.Retry)
            ? new CancelVerdict.Taken(unwanted)
            : new CancelVerdict.Taken(unwanted.Failed(ReasonCode.Cancelled, BigInteger.Zero, wish.At));
    }

    private static string Bought(Job job) => job.CancelRequested is null
        ? $"{job.Title} has completed already."
        : $"{job.Title} has completed: its {(job is Order ? "swap" : "transaction")} {((job as Order)?.Purchase?.TransactionHash ?? (job as WalletTask)?.Outcome?.TransactionHash)} was mined before a cancel.";
}

/// <summary>What comes of asking for a cancel.</summary>
public abstract record CancelVerdict
{
    private CancelVerdict()
    {
    }

    /// <summary>It is to be stored so: with the wish, and failed at once where nothing can be mined.</summary>
    public sealed record Taken(Job Job) : CancelVerdict;

    /// <summary>It was asked for before, and counts since then.</summary>
    public sealed record Known : CancelVerdict;

    /// <summary>It cannot be cancelled.</summary>
    /// <param name="Detail">Why: what it is.</param>
    public sealed record Refused(string Detail) : CancelVerdict;
}
