using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Prices;

namespace BuyOrder.Domain.Orders;

/// <summary>One signed transaction of an order or a task. Attempts with the same nonce exclude each other.</summary>
public sealed record Attempt
{
    /// <summary>1, 2, … within the order.</summary>
    public required int Number { get; init; }

    /// <summary>Which try of the order it belongs to: 0 is the first, each retry has a new nonce.</summary>
    public required int Retry { get; init; }

    public required AttemptKind Kind { get; init; }

    public required AttemptState State { get; init; }

    public required long Nonce { get; init; }

    public required Hash256 TransactionHash { get; init; }

    /// <summary>The whole signed transaction: the only bytes that are ever broadcast.</summary>
    public required ReadOnlyMemory<byte> SignedBytes { get; init; }

    public required BigInteger MaxFeePerGasWei { get; init; }

    public required BigInteger MaxPriorityFeePerGasWei { get; init; }

    public required long GasLimit { get; init; }

    /// <summary>Least tokens (smallest unit) the swap accepts; 0 for other kinds.</summary>
    public BigInteger MinimumOut { get; init; }

    /// <summary>Tokens (smallest unit) that the spend would have brought at the market's mid price when the swap was signed; null for other kinds, and from before it was kept.</summary>
    public BigInteger? AtMid { get; init; }

    /// <summary>The swap reverts after this time; null for other kinds.</summary>
    public DateTimeOffset? Deadline { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The version of the parameters whose reference price and fee caps it was made with; null for attempts from before this was kept.</summary>
    public int? ParametersVersion { get; init; }

    /// <summary>ZAR per token that a swap was held to when it was signed; null of other kinds, and where the parameters' own price, without an age, was all there was.</summary>
    public Price? ReferencePrice { get; init; }

    /// <summary>What each price source said then; null likewise.</summary>
    public IReadOnlyList<JudgedSource>? Prices { get; init; }

    /// <summary>Cap of the fee per gas when it was made; null for attempts from before this was kept.</summary>
    public BigInteger? FeeCapWei { get; init; }

    /// <summary>Height of the chain when the bytes were first given to the nodes; null before.</summary>
    public long? SentAtBlock { get; init; }

    /// <summary>Filled when the nonce is final.</summary>
    public BigInteger? GasSpentWei { get; init; }

    /// <summary>Gas units that it used; null before its nonce is final, and for attempts from before this was kept.</summary>
    public long? GasUsed { get; init; }

    /// <summary>Why it reverted, as far as running it again told; null when it did not revert or no node could tell.</summary>
    public string? RevertReason { get; init; }
}

public enum AttemptKind
{
    Unset = 0,

    /// <summary>Sets the market's allowance to the exact spend.</summary>
    Approve,

    /// <summary>Sets an allowance that is in the way to 0: the market's, or that of an earlier one.</summary>
    Reset,

    /// <summary>The purchase.</summary>
    Swap,

    /// <summary>Takes the nonce without buying: to self, no value, no data.</summary>
    Cancel,

    /// <summary>Stablecoin to the treasury, by a wallet task.</summary>
    Sweep,
}

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

/// <summary>What the attempts of an order tell together.</summary>
public static class Attempts
{
    /// <summary>What the swap of this hash would have brought at the mid price that it was signed on; null where there is none, or it is not known.</summary>
    public static BigInteger? AtMidOf(this IEnumerable<Attempt> attempts, Hash256? transactionHash) =>
        attempts.FirstOrDefault(attempt => attempt.TransactionHash == transactionHash)?.AtMid;
}
