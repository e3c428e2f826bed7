using System.Numerics;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>What a mined transaction did.</summary>
public sealed record TransactionReceipt
{
    public required Hash256 TransactionHash { get; init; }

    /// <summary>False when it reverted: it took its nonce and its gas, and nothing else happened.</summary>
    public required bool Succeeded { get; init; }

    public required ulong BlockNumber { get; init; }

    public required Hash256 BlockHash { get; init; }

    /// <summary>Its position in the block.</summary>
    public required ulong TransactionIndex { get; init; }

    public required Address From { get; init; }

    /// <summary>Null for the creation of a contract.</summary>
    public required Address? To { get; init; }

    /// <summary>Where a contract was created, else null.</summary>
    public required Address? ContractAddress { get; init; }

    public required ulong GasUsed { get; init; }

    /// <summary>Base fee and tip as they were paid, in wei.</summary>
    public required BigInteger EffectiveGasPrice { get; init; }

    public required IReadOnlyList<LogEntry> Logs { get; init; }
}
