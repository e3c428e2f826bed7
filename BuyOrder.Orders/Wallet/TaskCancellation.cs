using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Wallet;

/// <summary>Cancels a wallet task, in the way that an order is cancelled.</summary>
internal sealed class TaskCancellation(OrderStore store, TaskQueries tasks, JobCancellation jobs, TimeProvider time)
{
    /// <summary>Safe to repeat. What can be done about it at once is done before the answer.</summary>
    /// <exception cref="LedgerFaultException">Rows of the order store contradict each other; nothing was changed.</exception>
    /// <exception cref="TableUnavailableException">Storage gave no sure answer; asking again is safe.</exception>
    public Task<TaskCancellationResult> CancelAsync(string taskId, string reason, string who, CancellationToken cancellation) => OptimisticWrite.RunAsync(
        lost => TryAsync(taskId, reason, who, lost, cancellation),
        OrderKeys.Partition,
        "this task was being cancelled");

    /// <summary>Null: another instance was faster.</summary>
    private async Task<TaskCancellationResult?> TryAsync(string taskId, string reason, string who, int lost, CancellationToken cancellation)
    {
        var loaded = await store.LoadAsync(taskId, cancellation);
        if (loaded.Task is not { } task)
            return new TaskCancellationResult.NotFound();

        // An audit record is named by its moment: one that lost a race comes a tick later.
        var wish = new CancelWish(time.GetUtcNow().AddTicks(lost), who, reason);
        switch (CancelDecision.Decide(task, loaded.AttemptList, wish))
        {
            case CancelVerdict.Refused refused:
                return new TaskCancellationResult.Conflict(refused.Detail);
            case CancelVerdict.Known:
                return new TaskCancellationResult.Taken(new TaskRecord(task, loaded.AttemptList));
            case CancelVerdict.Taken { Job: WalletTask unwanted }:
                return await TakeAsync(loaded, unwanted, cancellation);
            case var other:
                throw new InvalidOperationException($"No act for {other}.");
        }
    }

    private async Task<TaskCancellationResult?> TakeAsync(OrderSnapshot loaded, WalletTask unwanted, CancellationToken cancellation)
    {
        var detail = unwanted.IsEnded ? "Nothing of it could be mined: it failed at once." : "It ends when none of its transactions can be mined any more, or one is.";
        if (!await jobs.TakeAsync(loaded, unwanted, AuditAction.WalletTaskCancelRequested, detail, cancellation))
            return null;
        return new TaskCancellationResult.Taken(await tasks.FindAsync(unwanted.Id, cancellation) ?? new TaskRecord(unwanted, loaded.AttemptList));
    }
}

/// <summary>What came of the wish.</summary>
internal abstract record TaskCancellationResult
{
    private TaskCancellationResult()
    {
    }

    /// <summary>The wish is stored; the task has failed by it, or something of it may still be mined.</summary>
    public sealed record Taken(TaskRecord Task) : TaskCancellationResult;

    /// <summary>There is no task of this id.</summary>
    public sealed record NotFound : TaskCancellationResult;

    /// <summary>It has ended without or in spite of a cancel.</summary>
    public sealed record Conflict(string Detail) : TaskCancellationResult;
}
