using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Functions.Signing;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using CurveInteger = Org.BouncyCastle.Math.BigInteger;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Signs the same bytes the same way each time (RFC 6979), so that a seed leads to the same hashes.</summary>
internal sealed class DeterministicSigner : ITransactionSigner, ISigners
{
    private static readonly byte[] Key = Keccak256.Compute("a key of the simulation"u8).ToArray();
    private static readonly Address Own = AddressOf(Key);

    private readonly ECDsaSigner ecdsa = new(new HMacDsaKCalculator(new Sha256Digest()));

    public DeterministicSigner()
    {
        var curve = SecNamedCurves.GetByName("secp256k1");
        var domain = new ECDomainParameters(curve.Curve, curve.G, curve.N, curve.H);
        ecdsa.Init(true, new ECPrivateKeyParameters(new CurveInteger(1, Key), domain));
    }

    public static Address Wallet => Own;

    public Address Address => Own;

    public string KeyId => "simulation";

    public ValueTask<Signature> SignAsync(Hash256 hash, CancellationToken cancellationToken)
    {
        var parts = ecdsa.GenerateSignature(hash.ToArray());
        byte[] plain = [.. Word(parts[0]), .. Word(parts[1])];
        return ValueTask.FromResult(Secp256k1.Complete(hash, plain, Address)!);
    }

    public bool MaySignFor(ulong chainId) => true;

    public ValueTask<ITransactionSigner> CurrentAsync(CancellationToken cancellation) => ValueTask.FromResult<ITransactionSigner>(this);

    public ValueTask<ITransactionSigner> ForKeyAsync(string keyId, CancellationToken cancellation) => CurrentAsync(cancellation);

    private static byte[] Word(CurveInteger value)
    {
        var bytes = value.ToByteArrayUnsigned();
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    private static Address AddressOf(byte[] key)
    {
        using var signer = new PrivateKeySigner(key);
        return signer.Address;
    }
}
