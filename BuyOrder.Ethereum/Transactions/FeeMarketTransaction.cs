using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Signing;

namespace BuyOrder.Ethereum.Transactions;

/// <summary>A transaction with a base fee and a tip, type 2 (EIP-1559), not signed.</summary>
public sealed record FeeMarketTransaction
{
    /// <summary>The byte before the list of fields (EIP-2718).</summary>
    public const byte Type = 2;

    /// <summary>Not 0: that is no chain, and what a forgotten setting looks like.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>Below 2^64 - 1 (EIP-2681).</summary>
    public required ulong Nonce { get; init; }

    /// <summary>The tip to the block's producer, in wei for one gas; at most <see cref="MaxFeePerGas"/>.</summary>
    public required BigInteger MaxPriorityFeePerGas { get; init; }

    /// <summary>Base fee and tip together, in wei for one gas.</summary>
    public required BigInteger MaxFeePerGas { get; init; }

    public required ulong GasLimit { get; init; }

    /// <summary>Null creates a contract.</summary>
    public required Address? To { get; init; }

    /// <summary>In wei.</summary>
    public BigInteger Value { get; init; }

    public ReadOnlyMemory<byte> Data { get; init; }

    public IReadOnlyList<AccessListEntry> AccessList { get; init; } = [];

    /// <summary>What is signed: the Keccak-256 of the type byte and the fields.</summary>
    /// <exception cref="ArgumentException">A field is out of its range.</exception>
    public Hash256 SigningHash => Keccak256.Compute(EncodeForSigning());

    /// <exception cref="ArgumentException">A field is out of its range.</exception>
    public byte[] EncodeForSigning() => FeeMarketCodec.Encode(this, signature: null);

    /// <summary>Signs and returns the transaction as nodes take it.</summary>
    /// <exception cref="ArgumentException">A field is out of its range.</exception>
    public async ValueTask<SignedTransaction> SignAsync(ITransactionSigner signer, CancellationToken cancellationToken) =>
        new(this, await signer.SignAsync(SigningHash, cancellationToken).ConfigureAwait(false));

    public bool Equals(FeeMarketTransaction? other) =>
        other is not null
        && (ChainId, Nonce, GasLimit, To) == (other.ChainId, other.Nonce, other.GasLimit, other.To)
        && (MaxPriorityFeePerGas, MaxFeePerGas, Value) == (other.MaxPriorityFeePerGas, other.MaxFeePerGas, other.Value)
        && Data.Span.SequenceEqual(other.Data.Span)
        && AccessList.SequenceEqual(other.AccessList);

    public override int GetHashCode() => HashCode.Combine(ChainId, Nonce, To, GasLimit, MaxFeePerGas);

    internal FeeMarketTransaction Checked()
    {
        ArgumentOutOfRangeException.ThrowIfZero(ChainId);
        UInt256.Check(MaxPriorityFeePerGas);
        UInt256.Check(MaxFeePerGas);
        UInt256.Check(Value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxPriorityFeePerGas, MaxFeePerGas);
        ArgumentOutOfRangeException.ThrowIfEqual(Nonce, ulong.MaxValue);
        return this;
    }
}

/// <summary>An address and the storage slots of it that a transaction announces (EIP-2930).</summary>
public sealed record AccessListEntry(Address Address, IReadOnlyList<Hash256> StorageKeys)
{
    public bool Equals(AccessListEntry? other) =>
        other is not null && Address == other.Address && StorageKeys.SequenceEqual(other.StorageKeys);

    public override int GetHashCode() => HashCode.Combine(Address, StorageKeys.Count);
}
