using System.Numerics;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>A block's header, as far as is needed to follow the chain and its fees.</summary>
public sealed record Block
{
    public required ulong Number { get; init; }

    public required Hash256 Hash { get; init; }

    public required Hash256 ParentHash { get; init; }

    /// <summary>To the second.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    public required ulong GasLimit { get; init; }

    public required ulong GasUsed { get; init; }

    /// <summary>Null on a chain without EIP-1559.</summary>
    public required BigInteger? BaseFeePerGasWei { get; init; }
}
