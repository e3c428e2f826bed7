namespace BuyOrder.Domain.Orders;

/// <summary>What an operator found to have become of an unknown order.</summary>
public enum Finding
{
    Unset = 0,

    /// <summary>It bought, with the transaction given as evidence.</summary>
    Completed,

    /// <summary>It did not buy and never will.</summary>
    Failed,
}
