using System.Numerics;

namespace BuyOrder.Domain.Orders;

/// <summary>A receipt on the canonical chain, as a majority of the nodes tells it.</summary>
/// <param name="TransactionHash">0x-prefixed, lower case.</param>
/// <param name="BlockNumber">Its block.</param>
/// <param name="BlockHash">0x-prefixed.</param>
/// <param name="Succeeded">Status 1. Status 0 counts only once final.</param>
/// <param name="GasSpentWei">Gas used × effective price.</param>
/// <param name="IsFinal">Its block is at or below the finalized height.</param>
/// <param name="Purchase">
/// What its Transfer events show to have been bought with the wallet's money for the recipient, and once it is final no more than arrived;
/// null for anything else.
/// </param>
/// <param name="GasUsed">Gas units.</param>
public sealed record ReceiptFacts(
    string TransactionHash, long BlockNumber, string BlockHash, bool Succeeded, BigInteger GasSpentWei, bool IsFinal,
    Purchase? Purchase = null, long GasUsed = 0);
