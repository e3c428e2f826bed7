namespace BuyOrder.Domain.Orders;

/// <summary>What a <see cref="TreasuryRecord"/> tells of. Stored by name.</summary>
public enum RecordEvent
{
    Unset = 0,

    /// <summary>The chain begins: with an empty book, or with the orders of a book that was kept before there were records.</summary>
    Start,

    /// <summary>An order was promised; its base is consumed from here on.</summary>
    Reserved,

    /// <summary>An order ended with its purchase.</summary>
    Completed,

    /// <summary>An order ended without one and gave its base back.</summary>
    Failed,

    /// <summary>A completed order's purchase is not on the chain any more.</summary>
    Undone,

    /// <summary>An operator ended an unknown order.</summary>
    Resolved,

    /// <summary>An administrator had the sums computed anew after a fault.</summary>
    Restarted,
}
