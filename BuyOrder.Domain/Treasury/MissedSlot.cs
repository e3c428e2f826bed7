using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Schedule;

namespace BuyOrder.Domain.Treasury;

/// <summary>A slot that ended without an order although it was due long enough; it is told until a later one is finished.</summary>
/// <param name="Slot">Which.</param>
/// <param name="Reason">Of its last try; null when it was never tried.</param>
public sealed record MissedSlot(Slot Slot, ReasonCode? Reason)
{
    /// <summary>Due slots are looked for every five minutes: slots that lie closer together than a few looks stand for each other.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>One sentence, for people.</summary>
    public string Detail =>
        $"Slot {Slot.Id} was missed: {(Reason is { } reason ? $"the last reason was {reason}" : "it was never tried")}, and no slot was finished since.";

    /// <summary>Slots of a schedule that is not in force any more are not told of.</summary>
    /// <param name="state">Says which slot was finished.</param>
    /// <param name="version">With the schedule.</param>
    /// <param name="now">Of this host.</param>
    public static MissedSlot? Find(TreasuryState state, ParametersVersion version, DateTimeOffset now)
    {
        if (state.ScheduleFrom is not { } opened || version.OwnSlots(now, opened, 1) is not [var due] || due.At <= state.FinishedSlot)
            return null;
        return version.OwnSlots(due.At - Patience, opened, 1) is [var missed] && !(missed.At <= state.FinishedSlot)
            ? new MissedSlot(missed, state.PendingSlot?.LastReason)
            : null;
    }
}
