namespace BuyOrder.Ledger.Rejected;

/// <summary>What has become of rejected revenue.</summary>
internal enum RejectedStatus
{
    Unknown = 0,

    /// <summary>It waits for somebody to look at it.</summary>
    Open,

    /// <summary>What it says is an entry of the ledger. Final.</summary>
    Replayed,

    /// <summary>Somebody has decided that it is not to count. A replay can take that back.</summary>
    Discarded,
}
