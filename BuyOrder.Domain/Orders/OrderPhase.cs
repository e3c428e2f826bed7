namespace BuyOrder.Domain.Orders;

/// <summary>How far a pending order has come. See docs: reserved → approving → prepared → broadcast → mined → completed.</summary>
public enum OrderPhase
{
    Unset = 0,

    /// <summary>The revenue base is taken; no transaction of this try exists.</summary>
    Reserved,

    /// <summary>The allowance's own transaction is stored.</summary>
    Approving,

    /// <summary>The swap is signed and stored; no node has been shown it for certain.</summary>
    Prepared,

    /// <summary>The swap may be known to nodes.</summary>
    Broadcast,

    /// <summary>An attempt at the swap's nonce is in a block that is not final yet.</summary>
    Mined,
    Completed,
    Failed,
}
