using System.Numerics;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>A call to run or estimate without sending it.</summary>
public sealed record CallRequest
{
    public Address? From { get; init; }

    /// <summary>Null runs the data as the creation of a contract.</summary>
    public required Address? To { get; init; }

    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>In wei.</summary>
    public BigInteger Value { get; init; }

    /// <summary>Null leaves it to the node.</summary>
    public ulong? Gas { get; init; }

    /// <summary>With it the node also checks that the sender can pay for the gas.</summary>
    public BigInteger? MaxFeePerGas { get; init; }

    public BigInteger? MaxPriorityFeePerGas { get; init; }
}
