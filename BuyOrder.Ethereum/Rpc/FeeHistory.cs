using System.Numerics;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>Fees of a run of blocks, oldest first.</summary>
public sealed record FeeHistory
{
    public required ulong OldestBlock { get; init; }

    /// <summary>In wei; one more than there are blocks: the last is the next block's.</summary>
    public required IReadOnlyList<BigInteger> BaseFeePerGas { get; init; }

    /// <summary>For each block the tips at the percentiles that were asked for, in wei.</summary>
    public required IReadOnlyList<IReadOnlyList<BigInteger>> Tips { get; init; }
}
