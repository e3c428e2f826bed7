using BuyOrder.Domain;
using BuyOrder.Domain.Schedule;
using BuyOrder.Domain.Treasury;

using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Domain.Treasury;

/// <summary>Which slot is due and which is finished only moves on, in any order in which hosts with different clocks write it.</summary>
public sealed class DueSlotTests
{
    private static readonly Slot Older = new("s-20261122T1200", Noon);
    private static readonly Slot Newer = new("s-20261122T1220", Noon.AddMinutes(20));
    private static readonly ReasonCode Paused = ReasonCode.Paused;

    [Fact]
    public void Slot_that_was_tried_without_an_order_is_due_until_it_is_finished()
    {
        var tried = new TreasuryState().Tried(Older, Paused);

        Assert.Equal((null, new PendingSlot(Older.Id, Older.At, Paused)), (tried.FinishedSlot, tried.PendingSlot));
        Assert.Equal((Older.At, null), Of(tried.Tried(Older, ReasonCode.BelowMinimum)));
    }

    [Fact]
    public void Newer_slot_takes_the_place_of_the_missed_one_and_keeps_its_reason_until_it_is_tried()
    {
        var missed = new TreasuryState().Tried(Older, Paused).Miss(Newer);

        Assert.Equal(new PendingSlot(Newer.Id, Newer.At, Paused), missed.PendingSlot);
        Assert.Equal(ReasonCode.ChainUnavailable, missed.Tried(Newer, ReasonCode.ChainUnavailable).PendingSlot!.LastReason);
        Assert.Throws<InvalidOperationException>(() => missed.Miss(Newer));
        Assert.Throws<InvalidOperationException>(() => new TreasuryState().Miss(Newer));
    }

    [Fact]
    public void Missed_slot_does_not_come_back_by_a_late_try()
    {
        var missed = new TreasuryState().Tried(Older, Paused).Miss(Newer);

        Assert.Equal(missed.PendingSlot, missed.Tried(Older, Paused).PendingSlot);
        Assert.Equal((Older.At, missed.PendingSlot), Of(missed.Tried(Older, ReasonCode.BelowMinimum)));
    }

    [Fact]
    public void Finished_slot_stays_finished_when_a_late_try_of_an_older_one_is_written()
    {
        var finished = new TreasuryState().Tried(Newer, ReasonCode.BelowMinimum);

        Assert.Equal((Newer.At, null), Of(finished.Tried(Older, Paused)));
        Assert.Equal((Newer.At, null), Of(finished.Tried(Newer, Paused)));
        Assert.Equal((Newer.At, null), Of(finished.Tried(Older, ReasonCode.BelowMinimum)));
    }

    private static (DateTimeOffset? Finished, PendingSlot? Pending) Of(TreasuryState state) => (state.FinishedSlot, state.PendingSlot);
}
