using System.Numerics;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>A transaction as a node knows it, in its pool or in a block.</summary>
public sealed record ChainTransaction
{
    public required Hash256 Hash { get; init; }

    public required ulong Nonce { get; init; }

    public required Address From { get; init; }

    /// <summary>Null for the creation of a contract.</summary>
    public required Address? To { get; init; }

    /// <summary>In wei.</summary>
    public required BigInteger Value { get; init; }

    public required ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>Null while it waits in the pool.</summary>
    public required ulong? BlockNumber { get; init; }

    /// <summary>Null while it waits in the pool.</summary>
    public required Hash256? BlockHash { get; init; }
}
