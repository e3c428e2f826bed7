namespace BuyOrder.Ledger.Writing;

internal enum AppendOutcome
{
    Unknown = 0,

    /// <summary>An entry was written.</summary>
    Recorded,

    /// <summary>The id is an entry already; it may have this content or other.</summary>
    AlreadyThere,

    /// <summary>The entry would take the shard past its capacity.</summary>
    LedgerFull,
}
