namespace BuyOrder.Domain.Orders;

/// <summary>What the nodes agree on about one wallet and the transactions of one order, at one look.</summary>
public sealed record TransactionFacts
{
    public required long Head { get; init; }

    public required DateTimeOffset HeadTime { get; init; }

    /// <summary>The finalized height: nothing at or below it will change.</summary>
    public long Final { get; init; }

    /// <summary>Transactions of the wallet in blocks up to the head: the lowest nonce that is still free there.</summary>
    public required long NonceAtHead { get; init; }

    /// <summary>The same at the finalized height: every nonce below it is used for good.</summary>
    public required long NonceAtFinal { get; init; }

    /// <summary>Canonical receipts by transaction hash.</summary>
    public required IReadOnlyDictionary<string, ReceiptFacts> Receipts { get; init; }

    /// <summary>Hashes that every node that answered knows, mined or waiting.</summary>
    public required IReadOnlySet<string> KnownEverywhere { get; init; }
}
