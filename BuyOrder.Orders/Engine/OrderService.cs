using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Schedule;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Engine.Watching;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Engine;

/// <summary>The service behind every trigger that has to do with orders.</summary>
/// <remarks>
/// One run or advance at a time in this process: that only saves work. Between instances, and after a crash, safety rests on the
/// precondition of each write alone.
/// </remarks>
internal sealed partial class OrderService(
    OrderStore store,
    RunAssessor assessor,
    JobAdvancer advancer,
    OrderQueries book,
    ParameterStore parameters,
    RestoredBackupCheck oldCopy,
    FaultAlarm alarm,
    TimeProvider time,
    ILogger<OrderService> logger) : IDisposable
{
    private readonly SemaphoreSlim oneAtATime = new(1, 1);

    public void Dispose() => oneAtATime.Dispose();

    /// <summary>Looks whether to buy; reserves an order if so, and advances it as far as it goes without waiting.</summary>
    /// <exception cref="TableUnavailableException">Storage gave no sure answer; asking again with the same id is safe.</exception>
    public async Task<RunResult> RunAsync(RunRequest request, CancellationToken cancellation)
    {
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            return await RunAloneAsync(request, cancellation);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    /// <summary>The same decision on the same facts, with nothing written and nothing sent.</summary>
    public async Task<RunResult> PreviewAsync(RunRequest request, CancellationToken cancellation) =>
        await assessor.AssessAsync(request with { OrderId = null }, cancellation) switch
        {
            RunAssessment.Answered answered => answered.Result,
            RunAssessment.Declined declined => declined.Result,
            var other => throw new InvalidOperationException($"{other.GetType().Name} is nothing that comes of a preview."),
        };

    /// <summary>Runs the newest slot that is due and not finished; null when none is.</summary>
    public async Task<RunResult?> RunDueSlotAsync(CancellationToken cancellation)
    {
        await oneAtATime.WaitAsync(cancellation);
        try
        {
            return await RunDueSlotAloneAsync(cancellation);
        }
        catch (LedgerFaultException broken)
        {
            return await RecordFaultAsync(broken.Fault, cancellation);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private async Task<RunResult?> RunDueSlotAloneAsync(CancellationToken cancellation)
    {
        var due = await OptimisticWrite.RunAsync(
            lost => FindDueSlotAsync(lost, cancellation), OrderKeys.Partition, "a missed slot was being recorded");
        return due.Slot is not { } slot
            ? null
            : await RunAloneAsync(new RunRequest(OrderTrigger.Schedule, OrderIds.ForSlot(slot), "schedule", slot), cancellation);
    }

    /// <summary>The slot to try, once those that it makes missed are on record. Null: another instance was faster.</summary>
    private async Task<DueSlot?> FindDueSlotAsync(int lost, CancellationToken cancellation)
    {
        var loaded = await store.LoadAsync(cancellation);
        var version = await parameters.CurrentAsync(cancellation);
        var slot = version.LatestDue(time.GetUtcNow(), loaded.State.ScheduleFrom ?? DateTimeOffset.MaxValue);
        if (slot is null || slot.At <= loaded.State.FinishedSlot)
            return new DueSlot(null);
        return await RecordMissedAsync(loaded, slot, lost, cancellation) ? new DueSlot(slot) : null;
    }

    /// <summary>Which slots are finished is not known: the fault is recorded once, not at every tick.</summary>
    private async Task<RunResult> RecordFaultAsync(LedgerFault fault, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var run = new RunRecord(
            OrderKeys.RunId(now, "schedule"), now, OrderTrigger.Schedule, "schedule", null, ReasonCode.LedgerFault, fault.Told, null, null);
        if (await alarm.RaiseAsync(fault, cancellation))
            await store.RecordRunsAsync(OrderSnapshot.Unknown, null, [run], cancellation);
        return new RunResult.Refused(new Refusal(ReasonCode.LedgerFault, fault.Told));
    }

    /// <summary>Takes the open order as far as it goes without waiting. Safe at any time, from any instance.</summary>
    public async Task AdvanceAsync(CancellationToken cancellation)
    {
        // The holder of the gate advances the same order.
        if (!await oneAtATime.WaitAsync(TimeSpan.Zero, cancellation))
            return;

        try
        {
            if (await store.IsIdleAsync(cancellation))
                return;
            var loaded = store.LoadAsync(cancellation);
            var version = parameters.CurrentAsync(cancellation);
            await Task.WhenAll(loaded, version);
            await advancer.AdvanceAsync(await loaded, await version, cancellation);
        }
        catch (LedgerFaultException broken)
        {
            await alarm.RaiseAsync(broken.Fault, cancellation);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private Task<RunResult> RunAloneAsync(RunRequest request, CancellationToken cancellation) => OptimisticWrite.RunAsync(
        lost => TryRunAsync(request, lost, cancellation), OrderKeys.Partition, "this run was being decided");

    /// <summary>Null: another instance was faster.</summary>
    private async Task<RunResult?> TryRunAsync(RunRequest request, int lost, CancellationToken cancellation) =>
        await assessor.AssessAsync(request, cancellation) switch
        {
            RunAssessment.Answered answered => answered.Result,
            RunAssessment.Reserve reserve => await ReserveAsync(request, reserve, lost, cancellation) is { } reserved
                ? await AdvanceReservedAsync(reserved, reserve, cancellation)
                : null,
            RunAssessment.Declined declined => await RecordAsync(request, declined, lost, cancellation) ? declined.Result : null,
            var other => throw new InvalidOperationException($"{other.GetType().Name} is nothing that comes of a run."),
        };

    /// <summary>The order, its record, the state and the run in one batch. Null: another instance was faster.</summary>
    private async Task<OrderSnapshot?> ReserveAsync(RunRequest request, RunAssessment.Reserve reserve, int lost, CancellationToken cancellation)
    {
        var (draft, before, facts) = (reserve.Draft, reserve.Book.State with { Windows = reserve.Windows }, reserve.Facts);
        var run = RecordOf(request, lost, ReasonCode.Ordered, reserve.Detail, draft.Id, reserve.Figures) with { ParametersVersion = reserve.InForce.Version };
        var state = before.Reserve(draft, facts, request.Slot).Using(reserve.InForce.Version);
        var audits = ByHand(draft, before, state);
        if (PinnedAnew(before.Contracts, facts.Contracts, draft) is { } pinned)
            audits = audits.Append(pinned);
        return await store.ReserveAsync(reserve.Book, state, draft, run, [.. audits], cancellation);
    }

    /// <summary>What stands against buying, on record, and told where an operator must know. False: another instance was faster.</summary>
    private async Task<bool> RecordAsync(RunRequest request, RunAssessment.Declined declined, int lost, CancellationToken cancellation)
    {
        var result = declined.Result;
        var run = RecordOf(request, lost, result.Outcome, result.Detail, result.Open?.Order.Id, result.Figures) with { ParametersVersion = declined.InForce?.Version };
        if (!await store.RecordRunsAsync(declined.Book, StateAfter(request, declined), [run], cancellation))
            return false;
        if (declined is RunAssessment.Outdated outdated)
            await oldCopy.RaiseAsync(outdated.Missing, cancellation);
        if (declined is RunAssessment.Contradicted contradicted)
            await alarm.RaiseAsync(contradicted.Fault, cancellation);
        return true;
    }

    /// <summary>
    /// Pins that the book did not have: contracts that are new in the settings, or what an earlier version did not look at. Nothing has changed
    /// as far as it can tell, and from now on it can. Null when there are none.
    /// </summary>
    private static AuditRecord? PinnedAnew(string? pinned, string? seen, Order draft)
    {
        if (pinned is null || seen is null || ContractCode.Additions(pinned, seen) is not { Count: > 0 } added)
            return null;
        return new AuditRecord(
            AuditRecord.NewId(draft.CreatedAt, AuditAction.ContractsPinned, "contracts"),
            draft.CreatedAt,
            AuditRecord.Service,
            AuditAction.ContractsPinned,
            "contracts",
            $"pinned with order {draft.Id}",
            null,
            $"Not pinned before: {string.Join(' ', added)}.")
        {
            Before = pinned,
            After = seen,
        };
    }

    /// <summary>An order by the schedule is no operator's decision.</summary>
    private static IEnumerable<AuditRecord> ByHand(Order draft, TreasuryState before, TreasuryState after)
    {
        if (draft.Trigger != OrderTrigger.Manual)
            yield break;
        yield return new AuditRecord(
            AuditRecord.NewId(draft.CreatedAt, AuditAction.OrderPlaced, draft.Id),
            draft.CreatedAt,
            draft.RequestedBy,
            AuditAction.OrderPlaced,
            draft.Id,
            draft.Note ?? "",
            null,
            $"It spends {draft.Spend} ZAR of the revenue.")
        {
            Before = $"{before.ConsumedBase} ZAR of the revenue used",
            After = $"{after.ConsumedBase} ZAR of the revenue used",
        };
    }

    /// <summary>The order is promised now. What goes wrong from here on is the next tick's to go on with, not the caller's.</summary>
    private async Task<RunResult> AdvanceReservedAsync(
        OrderSnapshot reserved, RunAssessment.Reserve reserve, CancellationToken cancellation)
    {
        var draft = reserve.Draft;
        Log.Reserved(logger, draft.Id, draft.Spend);
        try
        {
            var advanced = await advancer.AdvanceAsync(reserved, reserve.InForce, cancellation);
            if (advanced.Order?.Id == draft.Id)
                return reserve.ResultWith(new OrderRecord(advanced.Order, advanced.AttemptList));
            return reserve.ResultWith(await book.FindAsync(draft.Id, cancellation) ?? new OrderRecord(draft, []));
        }
        catch (Exception error) when (error is TableUnavailableException or ChainUnavailableException or LedgerFaultException)
        {
            Log.NotAdvanced(logger, draft.Id, error.Message);
            return reserve.ResultWith(new OrderRecord(draft, []));
        }
    }

    /// <summary>Two records of one moment and one id would be one row: a run that lost a race counts as a tick later.</summary>
    private RunRecord RecordOf(RunRequest request, int lost, ReasonCode outcome, string detail, string? orderId, RunFigures? figures)
    {
        var now = time.GetUtcNow().AddTicks(lost);
        return new RunRecord(
            OrderKeys.RunId(now, request.OrderId!),
            now,
            request.Trigger,
            request.RequestedBy,
            request.Slot?.Id,
            outcome,
            detail,
            orderId,
            figures);
    }

    private static TreasuryState? StateAfter(RunRequest request, RunAssessment.Declined declined) =>
        request.Slot is { } slot && declined.Book != OrderSnapshot.Unknown ? declined.Book.State.Tried(slot, declined.Result.Outcome) : null;

    /// <summary>
    /// A newer slot has come while an older one was still due: the older one is missed, and the newer sees all of the revenue. False: another
    /// instance was faster.
    /// </summary>
    private async Task<bool> RecordMissedAsync(OrderSnapshot loaded, Slot slot, int lost, CancellationToken cancellation)
    {
        if (loaded.State.PendingSlot is not { } pending || pending.At >= slot.At)
            return true;

        var now = time.GetUtcNow().AddTicks(lost);
        var missed = new RunRecord(
            OrderKeys.RunId(now, pending.Id),
            now,
            OrderTrigger.Schedule,
            "schedule",
            pending.Id,
            ReasonCode.Missed,
            $"Slot {pending.Id} ended without an order; the last reason was {pending.LastReason}.",
            null,
            null);
        return await store.RecordRunsAsync(loaded, loaded.State.Miss(slot), [missed], cancellation);
    }

    /// <param name="Slot">To try; null when none is due.</param>
    private sealed record DueSlot(Slot? Slot);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Order {OrderId} is reserved: {Spend} ZAR")]
        public static partial void Reserved(ILogger logger, string orderId, Zar spend);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Order {OrderId} is reserved but could not be advanced yet: {Reason}")]
        public static partial void NotAdvanced(ILogger logger, string orderId, string reason);
    }
}
