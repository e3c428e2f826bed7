using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Engine;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Simulation.Auditing;

/// <summary>What must hold of orders and tasks that an operator does not want.</summary>
internal sealed class CancelAudit(BookCopy book, NonceAudit nonces, Coverage coverage)
{
    /// <summary>The same decisions; a cancel must be at the lowest nonce that is open as far as the nodes have told.</summary>
    public static JobDecider Watched(JobDecider decide) => asked =>
    {
        var step = decide(asked);
        if (step is JobStep.Cancel { Attempt.Nonce: var nonce })
        {
            var open = asked.Attempts.Where(attempt => attempt.Retry == asked.Job.Retry && attempt.Nonce >= asked.Chain.NonceAtFinal)
                .GroupBy(attempt => attempt.Nonce)
                .Where(sameNonce => !sameNonce.Any(attempt => asked.Chain.Receipts.ContainsKey(attempt.TransactionHash)));
            var lowest = open.Min(sameNonce => sameNonce.Key);
            Audit.Demand(nonce == lowest, $"{asked.Job.Id} is cancelled at nonce {nonce} while {lowest} is open.");
        }

        return step;
    };

    public void Check(IReadOnlyList<TableWrite> writes, Changes changes)
    {
        foreach (var (order, attempt) in changes.Attempts)
        {
            if (order.CancelRequested is not null)
                CheckAdded(order, attempt);
        }

        foreach (var (before, after) in changes.Jobs)
        {
            if (after.CancelRequested != before?.CancelRequested)
                CheckWish(writes, before, after);
            if (after.CancelRequested is not null)
                CheckJob(before!, after);
        }
    }

    private void CheckAdded(Job order, Attempt attempt)
    {
        Audit.Demand(attempt.Kind == AttemptKind.Cancel, $"{order.Id}: other bytes than a cancel's were stored after it was cancelled.");
        var ofTry = book.AttemptsOf(order.Id).Where(other => other.Retry == attempt.Retry).ToList();
        if (order is Order && !ofTry.Exists(other => other.Nonce == attempt.Nonce && other.Kind == AttemptKind.Swap))
            coverage.Count(Happening.AllowanceCancelled);
    }

    private static void CheckWish(IReadOnlyList<TableWrite> writes, Job? before, Job after)
    {
        Audit.Demand(before is { CancelRequested: null, IsEnded: false, IsUnknown: false }, $"{after.Id}: who cancelled it was changed.");
        Audit.Demand(
            writes.Any(write => write.Key.StartsWith(AuditRow.Prefix, StringComparison.Ordinal)), $"{after.Id} is cancelled without an audit row.");
    }

    private void CheckJob(Job before, Job after)
    {
        Audit.Demand(before.CancelRequested is null || after.Retry == before.Retry, $"{after.Id} starts over, though it was cancelled.");
        if (!after.IsEnded || before.IsEnded)
            return;
        coverage.Count((after is Order, after.Status == JobStatus.Completed, before.CancelRequested is null) switch
        {
            (true, true, _) => Happening.OrderCompletedInSpiteOfCancel,
            (true, false, true) => Happening.OrderCancelledAtOnce,
            (true, false, false) => Happening.OrderCancelled,
            (false, true, _) => Happening.TaskCompletedInSpiteOfCancel,
            (false, false, true) => Happening.TaskCancelledAtOnce,
            (false, false, false) => Happening.TaskCancelled,
        });
        if (after.Status == JobStatus.Completed)
            return;
        var open = book.AttemptsOf(after.Id).FirstOrDefault(attempt => attempt.Nonce >= nonces.FinalNonce(after));
        Audit.Demand(open is null, $"{after.Id} was cancelled and gave its base back, though nonce {open?.Nonce} can still be mined.");
    }
}
