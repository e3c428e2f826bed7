using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Schedule;

namespace BuyOrder.Domain.Treasury;

/// <summary>What has become of a slot of the schedule.</summary>
public abstract record SlotOutcome
{
    private SlotOutcome()
    {
    }

    /// <summary>An order was placed for it, which may have failed since.</summary>
    public sealed record Ordered(Order Order) : SlotOutcome;

    /// <summary>There was too little revenue for an order, which finishes a slot.</summary>
    public sealed record TooLittle : SlotOutcome;

    /// <summary>It is the newest, and tried at each tick until it is finished or the next one comes.</summary>
    /// <param name="LastReason">Why nothing was ordered the last time; null before the first.</param>
    public sealed record Due(ReasonCode? LastReason) : SlotOutcome;

    /// <summary>The next one came first, and sees all of the revenue.</summary>
    /// <param name="LastReason">Why nothing was ordered the last time; null when it was never tried.</param>
    public sealed record Missed(ReasonCode? LastReason) : SlotOutcome;

    /// <param name="slot">Due by now.</param>
    /// <param name="isNewest">No later one is.</param>
    /// <param name="finished">The newest slot that is finished, as the order store says.</param>
    /// <param name="order">Placed for the slot; null for none.</param>
    /// <param name="lastReason">What came of its newest run; null when none is known.</param>
    public static SlotOutcome Of(Slot slot, bool isNewest, DateTimeOffset? finished, Order? order, ReasonCode? lastReason)
    {
        if (order is not null)
            return new Ordered(order);
        if (lastReason == ReasonCode.BelowMinimum)
            return new TooLittle();
        return isNewest && !(slot.At <= finished) ? new Due(lastReason) : new Missed(lastReason);
    }
}
