namespace BuyOrder.Ledger.Intake;

/// <summary>What became of a message.</summary>
internal enum RecordOutcome
{
    Unknown = 0,

    /// <summary>It is an entry of the ledger now.</summary>
    Recorded,

    /// <summary>The same message is an entry already.</summary>
    Duplicate,

    /// <summary>Its id is an entry with other content: kept as rejected revenue, the entry stands.</summary>
    ConflictingDuplicate,

    /// <summary>It can never become an entry: kept as rejected revenue.</summary>
    Rejected,
}
