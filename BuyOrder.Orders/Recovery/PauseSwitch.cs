using System.Globalization;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Audit;

namespace BuyOrder.Orders.Recovery;

/// <summary>
/// Pauses buying and lets it go on. Both replace the state row by its ETag, so that every step which was decided before writes nothing and is
/// decided again: once a pause is answered no revenue is reserved and no bytes are stored any more.
/// </summary>
internal sealed partial class PauseSwitch(OrderStore store, OrderQueries book, TimeProvider time, ILogger<PauseSwitch> logger)
{
    private const string Subject = "buying";

    /// <summary>Safe to repeat: while it is as asked already, nothing is written, and the answer says since when, by whom and why.</summary>
    /// <exception cref="TableUnavailableException">Storage gave no sure answer; asking again is safe.</exception>
    public Task<PauseSwitchResult> TurnAsync(PauseSwitchRequest request, CancellationToken cancellation) => OptimisticWrite.RunAsync(
        lost => TryAsync(request, lost, cancellation), OrderKeys.Partition, $"buying was being {Word(request.Pauses)}");

    /// <summary>Null: another instance was faster.</summary>
    private async Task<PauseSwitchResult?> TryAsync(PauseSwitchRequest request, int lost, CancellationToken cancellation)
    {
        var loaded = await store.LoadAsync(cancellation);
        var pause = loaded.State.Pause;
        if (loaded.State.IsPaused != request.Pauses)
        {
            // An audit record is named by its moment: one that lost a race comes a tick later.
            var change = new PauseChange(time.GetUtcNow().AddTicks(lost), request.RequestedBy, request.Reason);
            pause = request.Pauses ? new PauseState.Paused(change) : new PauseState.Resumed(change);
            if (!await store.RecordAuditAsync(loaded, loaded.State with { Pause = pause }, AuditOf(request, change, loaded), cancellation))
                return null;
            Log.Turned(logger, Word(request.Pauses), request.RequestedBy, request.Reason);
        }

        return new PauseSwitchResult(pause, request.Pauses ? await OnTheirWayAsync(loaded, cancellation) : []);
    }

    private static AuditRecord AuditOf(PauseSwitchRequest request, PauseChange change, OrderSnapshot loaded)
    {
        var action = request.Pauses ? AuditAction.BuyingPaused : AuditAction.BuyingResumed;
        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"Buying is {Word(request.Pauses)}; open order: {loaded.State.OpenOrderId ?? "none"}, transactions of it that may still be mined: {Open(loaded).Count()}.");
        return new AuditRecord(
            AuditRecord.NewId(change.At, action, Subject), change.At, change.By, action, Subject, change.Reason, null, detail)
        {
            Before = Told(loaded.State.Pause),
            After = Word(request.Pauses),
        };
    }

    /// <summary>
    /// Bytes that were stored before the pause count as sent, whether they were or not: a broadcast may be under way. The purchases of undone
    /// orders were mined once, and may be again.
    /// </summary>
    private async Task<IReadOnlyList<PendingTransaction>> OnTheirWayAsync(OrderSnapshot loaded, CancellationToken cancellation)
    {
        var pending = Open(loaded).Select(attempt => new PendingTransaction(loaded.Job!.Id, attempt)).ToList();
        foreach (var id in loaded.State.UndoneOrders)
        {
            if (await book.FindAsync(id, cancellation) is { } undone)
                pending.AddRange(undone.Attempts.Where(WasMined).Select(attempt => new PendingTransaction(id, attempt)));
        }

        return pending;
    }

    private static IEnumerable<Attempt> Open(OrderSnapshot loaded) =>
        loaded.AttemptList.Where(attempt => attempt.State is AttemptState.Stored or AttemptState.Sent);

    private static bool WasMined(Attempt attempt) => attempt.State is AttemptState.Succeeded or AttemptState.Reverted;

    private static string Told(PauseState pause) => pause.LastChange is { } change
        ? string.Create(CultureInfo.InvariantCulture, $"{Word(pause is PauseState.Paused)} since {change.At.UtcDateTime:O} by {change.By}: {change.Reason}")
        : "never paused";

    private static string Word(bool pauses) => pauses ? "paused" : "resumed";

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Buying was {What} by {Who}: {Reason}")]
        public static partial void Turned(ILogger logger, string what, string who, string reason);
    }
}

/// <summary>An operator pauses buying, or lets it go on.</summary>
/// <param name="Pauses">Else it resumes.</param>
/// <param name="Reason">The operator's own words; part of the audit trail.</param>
/// <param name="RequestedBy">Who.</param>
internal sealed record PauseSwitchRequest(bool Pauses, string Reason, string RequestedBy);

/// <summary>What is in force now.</summary>
/// <param name="Pause">Since when, by whom and why.</param>
/// <param name="OnTheirWay">Of a pause: what may still be mined.</param>
internal sealed record PauseSwitchResult(PauseState Pause, IReadOnlyList<PendingTransaction> OnTheirWay);

/// <summary>A transaction that may still be mined.</summary>
internal sealed record PendingTransaction(string OrderId, Attempt Attempt);
