using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Schedule;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Store;

namespace BuyOrder.Orders.Engine.Runs;

/// <summary>Reads what became of the schedule's last slots, and when the next ones come. As many reads however long the history.</summary>
internal sealed class ScheduleReader(OrderQueries orders, ParameterStore parameters, TimeProvider time)
{
    private const int RecentSlots = 10;
    private const int NextSlots = 5;

    /// <summary>Runs of a slot's time that are looked through for the slot's own newest one; the others are by hand.</summary>
    private const int RunsLookedThrough = 50;

    /// <summary>A run that began before the next slot may be written after it.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(1);

    public async Task<ScheduleView> ReadAsync(CancellationToken cancellation)
    {
        var reading = orders.ReadStateAsync(cancellation);
        var version = await parameters.CurrentAsync(cancellation);
        var state = await reading;
        var now = time.GetUtcNow();
        var recent = version.RecentSlots(now, state.ScheduleFrom ?? DateTimeOffset.MaxValue, RecentSlots);
        var outcomes = await Task.WhenAll(recent.Select((slot, newer) =>
            OutcomeAsync(slot, newer == 0 ? null : recent[newer - 1], state.FinishedSlot, cancellation)));
        return new ScheduleView(version, [.. recent.Zip(outcomes)], version.NextSlots(now, NextSlots));
    }

    private async Task<SlotOutcome> OutcomeAsync(Slot slot, Slot? following, DateTimeOffset? finished, CancellationToken cancellation)
    {
        var order = orders.FindOrderAsync(OrderIds.ForSlot(slot), cancellation);
        var runs = orders.ListRunsAsync(slot.At, following?.At + LongestRun, RunsLookedThrough, null, cancellation);
        await Task.WhenAll(order, runs);
        var newest = (await runs).Items.FirstOrDefault(run => run.Slot == slot.Id && run.Outcome != ReasonCode.Missed);
        return SlotOutcome.Of(slot, following is null, finished, await order, newest?.Outcome);
    }
}

/// <param name="Version">The parameters in force, with the schedule.</param>
/// <param name="Recent">Slots that were due, newest first.</param>
/// <param name="Next">Slots to come, in their order.</param>
internal sealed record ScheduleView(
    ParametersVersion Version, IReadOnlyList<(Slot Slot, SlotOutcome Outcome)> Recent, IReadOnlyList<Slot> Next);
