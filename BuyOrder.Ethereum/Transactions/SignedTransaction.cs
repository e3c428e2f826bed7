using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Signing;

namespace BuyOrder.Ethereum.Transactions;

/// <summary>A signed transaction of type 2, and the very bytes that nodes take.</summary>
public sealed class SignedTransaction
{
    /// <summary>Nodes take no larger transaction into their pools.</summary>
    public const int MaxEncodedBytes = 128 * 1024;

    /// <exception cref="ArgumentException">A field out of its range, or more than <see cref="MaxEncodedBytes"/> in all.</exception>
    public SignedTransaction(FeeMarketTransaction transaction, Signature signature)
        : this(transaction, signature, FeeMarketCodec.Encode(transaction, signature))
    {
    }

    private SignedTransaction(FeeMarketTransaction transaction, Signature signature, ReadOnlyMemory<byte> encoded)
    {
        if (encoded.Length > MaxEncodedBytes)
        {
            throw new ArgumentException($"A transaction takes at most {MaxEncodedBytes} bytes, not {encoded.Length}.", nameof(transaction));
        }

        Transaction = transaction;
        Signature = signature;
        Encoded = encoded;
        Hash = Keccak256.Compute(encoded.Span);
    }

    public FeeMarketTransaction Transaction { get; }

    public Signature Signature { get; }

    /// <summary>What <c>eth_sendRawTransaction</c> takes.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>By this the chain knows the transaction.</summary>
    public Hash256 Hash { get; }

    /// <summary>Reads a signed transaction of type 2 from its one encoding.</summary>
    /// <exception cref="EthereumFormatException">Anything else: another type, other fields, a high s, bytes before or after.</exception>
    public static SignedTransaction Decode(ReadOnlyMemory<byte> encoded)
    {
        if (encoded.Length > MaxEncodedBytes)
        {
            throw new EthereumFormatException($"A transaction takes at most {MaxEncodedBytes} bytes, not {encoded.Length}.");
        }

        var own = encoded.ToArray();
        var (transaction, signature) = FeeMarketCodec.Decode(own);
        return new SignedTransaction(transaction, signature, own);
    }

    /// <summary>Who signed it.</summary>
    /// <exception cref="EthereumFormatException">No key can have made the signature.</exception>
    public Address RecoverSender() =>
        Secp256k1.RecoverAddress(Transaction.SigningHash, Signature)
        ?? throw new EthereumFormatException("No key can have made the transaction's signature.");
}
