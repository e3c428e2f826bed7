namespace BuyOrder.Storage.Audit;

/// <summary>What an <see cref="AuditRecord"/> tells of. Stored by name.</summary>
internal enum AuditAction
{
    Unset = 0,

    /// <summary>An operator ended an unknown order.</summary>
    OrderResolved,

    /// <summary>An operator accepted a use of the key that is not ours.</summary>
    NonceAccepted,

    /// <summary>An operator accepted that the code of contracts has changed.</summary>
    ContractsAccepted,

    /// <summary>The service pinned what it had not looked at before: contracts that are new in the settings, or further marks of known ones.</summary>
    ContractsPinned,

    /// <summary>A completed order's purchase was found not to be on the chain any more.</summary>
    OrderUndone,

    /// <summary>An operator made a version of a day's exchange rates.</summary>
    ExchangeRatesChanged,

    /// <summary>An operator had rejected revenue taken into the ledger.</summary>
    RejectedRevenueReplayed,

    /// <summary>An operator discarded rejected revenue for good.</summary>
    RejectedRevenueDiscarded,

    /// <summary>An operator confirmed revenue beyond a limit.</summary>
    RevenueConfirmed,

    /// <summary>An operator paused buying.</summary>
    BuyingPaused,

    /// <summary>An operator let buying go on.</summary>
    BuyingResumed,

    /// <summary>An operator had the sums of the order store computed again after a fault.</summary>
    LedgerRestarted,

    /// <summary>An operator made a version of the business parameters.</summary>
    ParametersChanged,

    /// <summary>An operator does not want an order to buy.</summary>
    OrderCancelRequested,

    /// <summary>An operator had an order placed by hand.</summary>
    OrderPlaced,

    /// <summary>An administrator gave the wallet something to do apart from buying.</summary>
    WalletTaskPlaced,

    /// <summary>An administrator does not want a wallet task any more.</summary>
    WalletTaskCancelRequested,

    /// <summary>An administrator left the wallet before as it is, so that the next one may begin.</summary>
    RotationAccepted,
}
