namespace BuyOrder.Domain.Orders;

public enum AttemptKind
{
    Unset = 0,

    /// <summary>Sets the market's allowance to the exact spend.</summary>
    Approve,

    /// <summary>The purchase.</summary>
    Swap,

    /// <summary>Takes the nonce without buying: to self, no value, no data.</summary>
    Cancel,
}
