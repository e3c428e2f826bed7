using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum;

/// <summary>One log of a mined transaction.</summary>
public sealed record LogEntry
{
    /// <summary>The contract that wrote it.</summary>
    public required Address Address { get; init; }

    public required IReadOnlyList<Hash256> Topics { get; init; }

    public required ReadOnlyMemory<byte> Data { get; init; }

    public required ulong BlockNumber { get; init; }

    public required Hash256 BlockHash { get; init; }

    public required Hash256 TransactionHash { get; init; }

    /// <summary>Its position among all logs of the block.</summary>
    public required ulong LogIndex { get; init; }

    /// <summary>The node took it back in a reorganisation.</summary>
    public bool Removed { get; init; }
}
