using System.Numerics;

namespace BuyOrder.Domain.Orders;

/// <summary>The only ways an order or a task changes. An illegal one throws: it would mean that the decision was made on stale rows.</summary>
public static class JobTransitions
{
    public static TJob Approving<TJob>(this TJob order)
        where TJob : Job => Move(order, JobPhase.Approving, JobPhase.Reserved, JobPhase.Approving);

    public static TJob Prepared<TJob>(this TJob order)
        where TJob : Job =>
        Move(order, JobPhase.Prepared, JobPhase.Reserved, JobPhase.Approving, JobPhase.Prepared, JobPhase.Broadcast);

    public static TJob Broadcast<TJob>(this TJob order)
        where TJob : Job =>
        Move(order, JobPhase.Broadcast, JobPhase.Prepared, JobPhase.Broadcast, JobPhase.Mined);

    public static TJob Mined<TJob>(this TJob order)
        where TJob : Job => Move(order, JobPhase.Mined, JobPhase.Prepared, JobPhase.Broadcast);

    /// <summary>The time of standing still counts on while one guard's refusal follows another's; an outage or a pause starts it anew.</summary>
    /// <param name="order">Pending.</param>
    /// <param name="refusal">Why it is on hold.</param>
    /// <param name="now">The time.</param>
    /// <param name="head">Block height of the look; 0 when it was not the chain that was looked at.</param>
    public static TJob Held<TJob>(this TJob order, Refusal refusal, DateTimeOffset now, long head = 0)
        where TJob : Job
    {
        RequirePending(order);
        var before = order.Hold;
        var isSame = before?.Reason == refusal.Reason;
        var goesOn = isSame || (before is { Reason.IsRefusal: true } && refusal.Reason.IsRefusal);
        var hold = new Hold(refusal.Reason, refusal.Detail, goesOn ? before!.Since : now, Head: head) { Tried = refusal.Tried };
        return order with
        {
            Holds = isSame ? order.Holds : order.Holds + 1,
            Hold = isSame ? hold with { Looks = head > before!.Head ? before.Looks + 1 : before.Looks, Head = Math.Max(head, before.Head) } : hold,
        };
    }

    /// <summary>What held it does not any more: it is not to buy.</summary>
    public static TJob Unwanted<TJob>(this TJob order, CancelWish wish)
        where TJob : Job
    {
        RequirePending(order);
        return order.CancelRequested is null
            ? order with { CancelRequested = wish, Hold = null }
            : throw new InvalidOperationException($"{order.Title} is to be cancelled already.");
    }

    /// <summary>The reason for the hold is gone.</summary>
    public static TJob Resumed<TJob>(this TJob order)
        where TJob : Job
    {
        RequirePending(order);
        return order with { Hold = null };
    }

    /// <summary>The old nonce is final without a purchase: the same order starts over with a new one.</summary>
    public static TJob Retried<TJob>(this TJob order, ReasonCode reason, BigInteger gasSpentWei)
        where TJob : Job
    {
        RequirePending(order);
        return order with
        {
            Phase = JobPhase.Reserved,
            Retry = order.Retry + 1,
            Reason = reason,
            Hold = null,
            GasSpentWei = order.GasSpentWei + gasSpentWei,
        };
    }

    /// <param name="order">Pending.</param>
    /// <param name="purchase">What was bought.</param>
    /// <param name="gasSpentWei">Of the try that has ended.</param>
    /// <param name="now">The time.</param>
    /// <param name="atMid">What the order's spend would have brought at the mid price that the swap was signed on; null where it is not known.</param>
    public static Order Completed(this Order order, Purchase purchase, BigInteger gasSpentWei, DateTimeOffset now, BigInteger? atMid = null)
    {
        RequirePending(order);
        return order with
        {
            Status = JobStatus.Completed,
            Phase = JobPhase.Completed,
            Purchase = purchase,
            BoughtAtMid = atMid * purchase.SpentUnits / order.SpendUnits,
            GasSpentWei = order.GasSpentWei + gasSpentWei,
            Hold = null,
            Reason = null,
            EndedAt = now,
        };
    }

    public static TJob Failed<TJob>(this TJob order, ReasonCode reason, BigInteger gasSpentWei, DateTimeOffset now)
        where TJob : Job
    {
        RequirePending(order);
        return order with
        {
            Status = JobStatus.Failed,
            Phase = JobPhase.Failed,
            Reason = reason,
            GasSpentWei = order.GasSpentWei + gasSpentWei,
            Hold = null,
            EndedAt = now,
        };
    }

    public static TJob Unknown<TJob>(this TJob order, Refusal evidence, DateTimeOffset now)
        where TJob : Job =>
        order.Held(evidence, now) with { IsUnknown = true, Reason = evidence.Reason };

    /// <summary>A completed order's purchase is not on the chain any more. Its base stays consumed, and only an operator ends it again.</summary>
    public static Order Undone(this Order order, Refusal evidence, DateTimeOffset now)
    {
        if (order.Status != JobStatus.Completed)
            throw new InvalidOperationException($"Order {order.Id} is {order.Status}: there is nothing to undo.");
        return order with
        {
            Status = JobStatus.Pending,
            Phase = JobPhase.Broadcast,
            Purchase = null,
            BoughtAtMid = null,
            EndedAt = null,
            IsUnknown = true,
            Reason = evidence.Reason,
            Hold = new Hold(evidence.Reason, evidence.Detail, now),
            TimesUndone = order.TimesUndone + 1,
            Resolution = null,
        };
    }

    /// <summary>An operator's finding, which the chain confirms, ends an unknown order: completed with the purchase, failed without one.</summary>
    /// <param name="order">Unknown.</param>
    /// <param name="resolution">Who found what, and why.</param>
    /// <param name="purchase">What was bought; null for a failed order.</param>
    /// <param name="gasSpentWei">Of all of the order's transactions, earlier tries included.</param>
    /// <param name="atMid">As when it completes by itself.</param>
    public static Order Resolved(this Order order, Resolution resolution, Purchase? purchase, BigInteger gasSpentWei, BigInteger? atMid = null)
    {
        if (!order.IsUnknown || (purchase is not null) != (resolution.Finding == Finding.Completed))
            throw new InvalidOperationException($"Order {order.Id} cannot be resolved as {resolution.Finding}.");

        var known = order with { IsUnknown = false, GasSpentWei = BigInteger.Zero, Resolution = resolution };
        return purchase is not null
            ? known.Completed(purchase, gasSpentWei, resolution.At, atMid)
            : known.Failed(order.Reason!.Value, gasSpentWei, resolution.At);
    }

    private static TJob Move<TJob>(TJob order, JobPhase to, params ReadOnlySpan<JobPhase> from)
        where TJob : Job
    {
        RequirePending(order);
        return from.Contains(order.Phase)
            ? order with { Phase = to, Hold = null }
            : throw new InvalidOperationException($"{order.Title} cannot go from {order.Phase} to {to}.");
    }

    private static void RequirePending(Job order)
    {
        if (order.Status != JobStatus.Pending || order.IsUnknown)
            throw new InvalidOperationException($"{order.Title} is {(order.IsUnknown ? "unknown" : order.Status)}: it does not move.");
    }
}
