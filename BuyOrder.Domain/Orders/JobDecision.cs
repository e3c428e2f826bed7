namespace BuyOrder.Domain.Orders;

/// <summary>
/// The state machine of orders and wallet tasks: from the stored order and attempts, what the nodes agree on, and the time, the one next step.
/// Pure; it is asked again after every step and at every tick, by any instance.
/// </summary>
/// <remarks>
/// Three rules carry the safety. Bytes are stored before they are sent, so everything that could be mined is in <c>attempts</c>.
/// Attempts at one nonce exclude each other, so at most one of them is mined. A new nonce is used only after the old one is final without a purchase.
/// </remarks>
public static class JobDecision
{
    public static JobStep Decide(JobQuestion asked)
    {
        var order = asked.Job;
        if (order.IsEnded)
            throw new InvalidOperationException($"{order.Title} has ended: there is nothing to decide.");
        if (order.IsUnknown)
            return new JobStep.Wait();

        var step = Next(asked);
        var noLongerTaken = order.Hold?.Reason == ReasonCode.NonceTakenElsewhere && (step is JobStep.Wait or JobStep.Send);
        return noLongerTaken ? new JobStep.Resume() : step;
    }

    /// <summary>
    /// The same for an order whose next transaction was refused just now. A guard that refuses again after long ends it; neither the time
    /// alone does, nor an outage. A key that is used elsewhere as well is an operator's matter; a task fails, as nothing of it can be mined.
    /// </summary>
    /// <param name="order">Pending.</param>
    /// <param name="refusal">Seen on fresh data.</param>
    /// <param name="nothingIsOpen">As <see cref="JobStep.Prepare"/> said.</param>
    /// <param name="nonceIsFinal">Whether a final block uses the nonce that was to be taken.</param>
    /// <param name="now">The time.</param>
    /// <param name="limits">The patience.</param>
    public static JobStep DecideRefused(
        Job order, Refusal refusal, bool nothingIsOpen, bool nonceIsFinal, DateTimeOffset now, EngineLimits limits)
    {
        if (refusal.Reason == ReasonCode.ForeignNonce && IsCertain(order, refusal.Reason, now, limits))
        {
            if (order is Order)
                return new JobStep.CallOperator(refusal);
            if (nothingIsOpen && nonceIsFinal)
                return new JobStep.Fail(refusal.Reason);
        }

        var isEnough = order.Hold is { Reason.IsRefusal: true } hold && now - hold.Since >= limits.FailAfterHold;
        return nothingIsOpen && refusal.Reason.IsRefusal && isEnough ? new JobStep.Fail(refusal.Reason) : new JobStep.PutOnHold(refusal);
    }

    private static JobStep Next(JobQuestion asked)
    {
        var current = asked.Attempts.Where(attempt => attempt.Retry == asked.Job.Retry).ToList();

        // All that is at the swap's nonce: a cancel may also be at an allowance's. A task has one nonce only.
        if (current.Find(attempt => attempt.Kind == asked.Job.Deed) is { } deed)
            return OfDeed(asked, current, current.FindAll(attempt => attempt.Nonce == deed.Nonce));
        if (current.Count > 0)
            return OfAllowances(asked, current);
        return IsUnwanted(asked) ? new JobStep.Fail(ReasonCode.Cancelled) : PrepareUnlessPaused(asked.Paused);
    }

    private static JobStep OfDeed(JobQuestion asked, List<Attempt> current, List<Attempt> deed)
    {
        var (order, chain) = (asked.Job, asked.Chain);
        if (Mined(deed, chain) is not var (attempt, receipt))
            return order.Phase == JobPhase.Mined ? new JobStep.NoteUnmined() : OfUnmined(asked, current);
        if (!receipt.IsFinal)
            return order.Phase == JobPhase.Mined ? new JobStep.Wait() : new JobStep.NoteMined(attempt, receipt);

        // The swap's nonce is final, so the allowance's before it is as well. A receipt that is still missing is waited for, or its gas would
        // never be booked; if a stranger took that nonce, the swap still decides.
        var missing = current.GroupBy(other => other.Nonce).FirstOrDefault(sameNonce => Mined(sameNonce, chain) is null);
        if (missing is not null && !IsCertain(order, ReasonCode.NonceTakenElsewhere, asked.Now, asked.Limits))
            return new JobStep.PutOnHold(Taken(missing.Key));
        if (attempt.Kind == order.Deed && receipt.Succeeded)
        {
            return order is Order purchase && PurchaseAudit.Check(purchase, attempt, receipt) is { } mismatch
                ? new JobStep.CallOperator(mismatch)
                : new JobStep.Settle(attempt, receipt);
        }

        return missing is not null
            ? new JobStep.CallOperator(Taken(missing.Key))
            : StartOver(asked, attempt.Kind == AttemptKind.Cancel ? ReasonCode.Cancelled : ReasonCode.Reverted);
    }

    /// <summary>Each allowance has a nonce of its own; the next transaction comes when all of them are mined.</summary>
    private static JobStep OfAllowances(JobQuestion asked, List<Attempt> current)
    {
        var mined = current.GroupBy(attempt => attempt.Nonce).Select(sameNonce => Mined(sameNonce, asked.Chain)?.Receipt).ToList();
        if (mined.Contains(null))
            return OfUnmined(asked, current);
        var areFinal = mined.TrueForAll(receipt => receipt!.IsFinal);
        if (!IsUnwanted(asked) && mined.TrueForAll(receipt => receipt!.Succeeded))
            return PrepareUnlessPaused(asked.Paused, nothingIsOpen: areFinal);
        return areFinal ? StartOver(asked, ReasonCode.Reverted) : new JobStep.Wait();
    }

    private static JobStep PrepareUnlessPaused(bool paused, bool nothingIsOpen = true) =>
        paused ? new JobStep.PutOnHold(PausedRefusal) : new JobStep.Prepare(nothingIsOpen);

    private static JobStep OfUnmined(JobQuestion asked, List<Attempt> current)
    {
        var chain = asked.Chain;

        // One attempt that is mined closes its nonce for the others: they are neither open nor foreign.
        var open = current.GroupBy(attempt => attempt.Nonce)
            .Where(sameNonce => Mined(sameNonce, chain) is null).OrderBy(sameNonce => sameNonce.Key).ToList();

        // An operator can end the order only when none of its bytes can be mined any more: what is behind a taken nonce goes on to its end first.
        var taken = open.FindAll(sameNonce => sameNonce.Key < chain.NonceAtFinal);
        if (taken.Count == open.Count)
            return Foreign(asked, taken[0].Key);
        open.RemoveRange(0, taken.Count);

        if (IsUnwanted(asked))
            return OfUnwanted(asked, current, open[0]);

        // While buying is paused, bytes that no node may have seen stay in the drawer; what was sent before them goes on.
        var latest = open.Select(sameNonce => sameNonce.Where(attempt => !asked.Paused || !IsUnsent(attempt, chain)).MaxBy(attempt => attempt.Number))
            .OfType<Attempt>().ToList();
        if (latest.Count == 0)
            return new JobStep.PutOnHold(PausedRefusal);
        var toSend = latest.FindAll(attempt => (attempt.State == AttemptState.Stored || !chain.KnownEverywhere.Contains(attempt.TransactionHash))
            && !IsStale(attempt, current, asked));
        if (toSend.Exists(attempt => attempt.State == AttemptState.Stored))
            return new JobStep.Send(toSend);
        if (!asked.Paused && IsToBeReplaced(latest[0], current, asked))
            return new JobStep.Replace(latest[0]);
        return toSend.Count > 0 ? new JobStep.Send(toSend) : new JobStep.Wait();
    }

    /// <summary>
    /// Of an order that is not to buy only cancels leave the process: at its lowest open nonce, because those behind it wait for that one, and
    /// whether buying is paused or not. What was sent before may still win.
    /// </summary>
    private static JobStep OfUnwanted(JobQuestion asked, List<Attempt> current, IGrouping<long, Attempt> lowest)
    {
        var latest = lowest.MaxBy(attempt => attempt.Number)!;
        if (latest.Kind != AttemptKind.Cancel)
        {
            // A nonce that is used by now needs none: the receipt comes, or a stranger has it.
            return asked.Chain.NonceAtHead <= lowest.Key && MayAdd(lowest.Key, current, asked.Limits.MaxAttemptsWithCancels, asked.Limits)
                ? new JobStep.Cancel(Dearest(lowest))
                : new JobStep.Wait();
        }

        // One that no node takes, because it offers no more than what it is to replace, is not the last word once the cap is raised.
        if (latest.State == AttemptState.Stored)
            return latest.FeeCapWei < asked.FeeCapWei && MayReplace(latest, current, asked) ? new JobStep.Cancel(Dearest(lowest)) : new JobStep.Send([latest]);
        if (IsToBeReplaced(latest, current, asked))
            return new JobStep.Cancel(Dearest(lowest));
        return asked.Chain.KnownEverywhere.Contains(latest.TransactionHash) ? new JobStep.Wait() : new JobStep.Send([latest]);
    }

    /// <summary>The one that nodes compare a replacement with, if they have it; of two alike the one that they were given.</summary>
    private static Attempt Dearest(IEnumerable<Attempt> sameNonce) =>
        sameNonce.OrderBy(attempt => attempt.MaxFeePerGasWei).ThenBy(attempt => attempt.State == AttemptState.Sent).ThenBy(attempt => attempt.Number).Last();

    private static bool IsUnsent(Attempt attempt, TransactionFacts chain) =>
        attempt.State == AttemptState.Stored && !chain.KnownEverywhere.Contains(attempt.TransactionHash);

    /// <summary>
    /// A swap that was never sent and can only revert by now stays in the drawer. Unless no other attempt is allowed: then it closes the nonce.
    /// </summary>
    private static bool IsStale(Attempt attempt, List<Attempt> current, JobQuestion asked) =>
        attempt.State == AttemptState.Stored && HasExpired(attempt, asked.Chain) && MayReplace(attempt, current, asked);

    /// <summary>Only the lowest open nonce can be stuck: the ones after it wait for it.</summary>
    private static bool IsToBeReplaced(Attempt attempt, List<Attempt> current, JobQuestion asked)
    {
        var chain = asked.Chain;
        var isLate = chain.Head - (attempt.SentAtBlock ?? chain.Head) >= asked.Limits.BumpAfterBlocks;
        var latestTime = asked.Now > chain.HeadTime ? asked.Now : chain.HeadTime;
        return chain.NonceAtHead == attempt.Nonce && (isLate || HasExpired(attempt, chain))
            && latestTime - attempt.CreatedAt >= asked.Limits.BumpInterval && MayReplace(attempt, current, asked);
    }

    private static bool MayReplace(Attempt attempt, List<Attempt> current, JobQuestion asked)
    {
        var limits = asked.Limits;
        if (IsUnwanted(asked))
            return MayAdd(attempt.Nonce, current, limits.MaxAttemptsWithCancels, limits);
        var most = attempt.FeeCapWei < asked.FeeCapWei ? limits.MaxAttemptsAfterRaisedCap : limits.MaxAttemptsPerNonce;
        return current.Count < limits.MaxAttemptsPerTry - limits.MaxAttemptsWithCancels && MayAdd(attempt.Nonce, current, most, limits);
    }

    private static bool MayAdd(long nonce, List<Attempt> current, int most, EngineLimits limits) =>
        current.Count < limits.MaxAttemptsPerTry && current.Count(other => other.Nonce == nonce) < most;

    /// <summary>The next block is later than the newest one: every block that includes the swap from now on reverts it.</summary>
    private static bool HasExpired(Attempt attempt, TransactionFacts chain) =>
        attempt.Kind == AttemptKind.Swap && attempt.Deadline <= chain.HeadTime;

    private static JobStep Foreign(JobQuestion asked, long nonce)
    {
        var evidence = Taken(nonce);
        if (!IsCertain(asked.Job, evidence.Reason, asked.Now, asked.Limits))
            return new JobStep.PutOnHold(evidence);

        // A task has promised nothing: none of its bytes can be mined any more, so that it ends, and the nonce is what an operator looks at.
        return asked.Job is WalletTask ? new JobStep.Fail(evidence.Reason) : new JobStep.CallOperator(evidence);
    }

    private static Refusal Taken(long nonce) =>
        new(ReasonCode.NonceTakenElsewhere, $"Nonce {nonce} is used in a final block, but by none of the order's transactions.");

    /// <summary>
    /// Whether the order has been on hold with this very reason for enough looks and long enough that only an operator can know better. A node that has
    /// stopped shows the same block again and again: that is one look.
    /// </summary>
    public static bool IsCertain(Job order, ReasonCode reason, DateTimeOffset now, EngineLimits limits) =>
        order.Hold is { } hold && hold.Reason == reason
        && hold.Looks >= limits.ForeignNonceLooks && now - hold.Since >= limits.ForeignNoncePatience;

    private static JobStep StartOver(JobQuestion asked, ReasonCode reason)
    {
        if (IsUnwanted(asked))
            return new JobStep.Fail(ReasonCode.Cancelled);
        return asked.Job.Retry < asked.Limits.MaxRetries ? new JobStep.Retry(reason) : new JobStep.Fail(reason);
    }

    private static bool IsUnwanted(JobQuestion asked) => asked.Job.CancelRequested is not null;

    private static (Attempt Attempt, ReceiptFacts Receipt)? Mined(IEnumerable<Attempt> attempts, TransactionFacts chain)
    {
        foreach (var attempt in attempts)
        {
            if (chain.Receipts.TryGetValue(attempt.TransactionHash, out var receipt))
                return (attempt, receipt);
        }

        return null;
    }

    private static Refusal PausedRefusal => new(ReasonCode.Paused, "Buying is paused; nothing that was not sent yet will be sent.");
}
