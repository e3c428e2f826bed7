namespace BuyOrder.Domain.Orders;

public enum AttemptState
{
    Unset = 0,

    /// <summary>Signed bytes are durable; whether a node has them is not known. Unsure counts as sent.</summary>
    Stored,

    /// <summary>The bytes were given to the nodes.</summary>
    Sent,

    /// <summary>Mined, final, and it did what it was for.</summary>
    Succeeded,

    /// <summary>Mined, final, reverted.</summary>
    Reverted,

    /// <summary>Another attempt at the same nonce is final: this one can never be mined.</summary>
    Superseded,
}
