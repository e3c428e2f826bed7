using System.Numerics;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Domain.Orders;

/// <summary>What the nodes agree on about one wallet and the transactions of one order or task, at one look.</summary>
public sealed record TransactionFacts
{
    /// <summary>What is known before anything was asked.</summary>
    public static TransactionFacts None { get; } = new()
    {
        Head = 0,
        HeadTime = default,
        NonceAtHead = 0,
        NonceAtFinal = 0,
        Receipts = new Dictionary<Hash256, ReceiptFacts>(),
        KnownEverywhere = new HashSet<Hash256>(),
    };

    public required long Head { get; init; }

    public required DateTimeOffset HeadTime { get; init; }

    /// <summary>The finalized height: nothing at or below it will change.</summary>
    public long Final { get; init; }

    /// <summary>Transactions of the wallet in blocks up to the head: the lowest nonce that is still free there.</summary>
    public required long NonceAtHead { get; init; }

    /// <summary>The same at the finalized height: every nonce below it is used for good.</summary>
    public required long NonceAtFinal { get; init; }

    /// <summary>Canonical receipts by transaction hash.</summary>
    public required IReadOnlyDictionary<Hash256, ReceiptFacts> Receipts { get; init; }

    /// <summary>Hashes that every node that answered knows, mined or waiting.</summary>
    public required IReadOnlySet<Hash256> KnownEverywhere { get; init; }
}

/// <summary>A receipt on the canonical chain, as a majority of the nodes tells it.</summary>
/// <param name="TransactionHash">Of the transaction.</param>
/// <param name="BlockNumber">Its block.</param>
/// <param name="BlockHash">Of that block.</param>
/// <param name="Succeeded">Status 1. Status 0 counts only once final.</param>
/// <param name="GasSpentWei">Gas used × effective price.</param>
/// <param name="IsFinal">Its block is at or below the finalized height.</param>
/// <param name="Purchase">
/// What its Transfer events show to have been bought with the wallet's money for the recipient, and once it is final no more than arrived;
/// null for anything else.
/// </param>
/// <param name="GasUsed">Gas units.</param>
public sealed record ReceiptFacts(
    Hash256 TransactionHash, long BlockNumber, Hash256 BlockHash, bool Succeeded, BigInteger GasSpentWei, bool IsFinal,
    Purchase? Purchase = null, long GasUsed = 0)
{
    /// <summary>What it did to the stablecoin of wallet and treasury; null where no task was asked about.</summary>
    public TaskOutcome? Moved { get; init; }
}
