namespace BuyOrder.Domain.Orders;

public enum AttemptKind
{
    Unset = 0,

    /// <summary>Sets the market's allowance to the exact spend.</summary>
    Approve,

    /// <summary>Sets an allowance that stands in the way to 0: the market's, or that of an earlier one.</summary>
    Reset,

    /// <summary>The purchase.</summary>
    Swap,

    /// <summary>Takes the nonce without buying: to self, no value, no data.</summary>
    Cancel,
}
