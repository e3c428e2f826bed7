using System.Security.Cryptography;
using BuyOrder.Domain.Chain;
using Nethereum.Model;
using Nethereum.Signer;
using Nethereum.Signer.Crypto;
using CurveInteger = Org.BouncyCastle.Math.BigInteger;

namespace BuyOrder.Ethereum.Signing;

/// <summary>
/// A key outside of Nethereum, as Nethereum knows it: it is given 32 bytes to sign and never the key, which stays in the platform's cryptography.
/// </summary>
internal sealed class KeyHolder(ECDsa key, byte[] publicKey, Address address) : EthExternalSignerBase
{
    private readonly Lock _oneAtATime = new();

    public override bool Supported1559 => true;

    public override ExternalSignerTransactionFormat ExternalSignerTransactionFormat { get; protected set; } = ExternalSignerTransactionFormat.Hash;

    /// <summary>The parity is found here, by leading the signature back to the key's address.</summary>
    public override bool CalculatesV { get; protected set; } = true;

    public override Task SignAsync(Transaction1559 transaction) => SignHashTransactionAsync(transaction);

    public override Task SignAsync(LegacyTransactionChainId transaction) => throw OtherType();

    public override Task SignAsync(LegacyTransaction transaction) => throw OtherType();

    public override Task SignAsync(Transaction7702 transaction) => throw OtherType();

    protected override Task<byte[]> GetPublicKeyAsync() => Task.FromResult(publicKey);

    protected override Task<ECDSASignature> SignExternallyAsync(byte[] bytes)
    {
        Span<byte> plain = stackalloc byte[2 * Secp256k1.FieldSize];
        lock (_oneAtATime)
        {
            key.SignHash(bytes, plain, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }

        var signature = Secp256k1.Complete(new Hash256(bytes), plain, address)
            ?? throw new CryptographicException("The signature does not lead back to the key's address.");
        return Task.FromResult(new ECDSASignature(Number(signature.R), Number(signature.S)) { V = [(byte)signature.YParity] });
    }

    private static CurveInteger Number(System.Numerics.BigInteger value) => new(1, value.ToByteArray(isUnsigned: true, isBigEndian: true));

    private static NotSupportedException OtherType() => new("Only transactions of type 2 are signed.");
}
