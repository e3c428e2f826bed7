using BuyOrder.Domain.Orders;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Wallet;

/// <summary>Takes the wish that a wallet task is not to be done, as that of an order is taken.</summary>
internal sealed partial class TaskCancellation(
    OrderStore store, TaskQueries tasks, OrderService service, TimeProvider time, ILogger<TaskCancellation> logger)
{
    /// <summary>Each lost race means that another instance took a step.</summary>
    private const int MaxRaces = 8;

    /// <summary>Safe to repeat. What can be done about it at once is done before the answer.</summary>
    /// <exception cref="LedgerFaultException">Rows of the order store contradict each other; nothing was changed.</exception>
    /// <exception cref="TableUnavailableException">Storage gave no sure answer; asking again is safe.</exception>
    public Task<TaskCancellationResult> CancelAsync(string taskId, string reason, string who, CancellationToken cancellation) => OptimisticWrite.RunAsync(
        MaxRaces,
        lost => TryAsync(taskId, reason, who, lost, cancellation),
        $"The order store changed {MaxRaces} times while this task was being cancelled.");

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
                return await WriteAsync(loaded, unwanted, cancellation);
            case var other:
                throw new InvalidOperationException($"No act for {other}.");
        }
    }

    private async Task<TaskCancellationResult?> WriteAsync(OrderSnapshot loaded, WalletTask unwanted, CancellationToken cancellation)
    {
        var wish = unwanted.CancelRequested!;
        var audit = new AuditRecord(
            AuditRecord.NewId(wish.At, AuditAction.WalletTaskCancelRequested, unwanted.Id),
            wish.At,
            wish.By,
            AuditAction.WalletTaskCancelRequested,
            unwanted.Id,
            wish.Reason,
            null,
            unwanted.IsEnded ? "Nothing of it could be mined: it failed at once." : "It ends when none of its transactions can be mined any more, or one is.")
        {
            Before = loaded.Job!.Phase.ToString(),
            After = unwanted.IsEnded ? unwanted.Phase.ToString() : "to be cancelled",
        };
        var state = unwanted.IsEnded ? loaded.State.End(unwanted) : loaded.State;
        if (await store.StepAsync(loaded, new OrderChange(state, unwanted) { Audit = audit }, cancellation) is null)
            return null;
        if (!unwanted.IsEnded)
            await AdvanceAsync(unwanted.Id, cancellation);
        return new TaskCancellationResult.Taken(await tasks.FindAsync(unwanted.Id, cancellation) ?? new TaskRecord(unwanted, loaded.AttemptList));
    }

    /// <summary>The wish is stored. What goes wrong from here on is the next tick's to go on with, not the caller's.</summary>
    private async Task AdvanceAsync(string taskId, CancellationToken cancellation)
    {
        try
        {
            await service.AdvanceAsync(cancellation);
        }
        catch (Exception error) when (error is TableUnavailableException or ChainUnavailableException or LedgerFaultException)
        {
            Log.NotAdvanced(logger, taskId, error.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Task {TaskId} is to be cancelled but could not be advanced yet: {Reason}")]
        public static partial void NotAdvanced(ILogger logger, string taskId, string reason);
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
