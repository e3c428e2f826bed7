using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Signing;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;
using CurveInteger = Org.BouncyCastle.Math.BigInteger;

namespace BuyOrder.Testing.Model;

/// <summary>
/// A version of the wallet's key. Its signatures are real ones, but all from one point of the curve: that gives the key away and makes
/// signing cheap, the same each time, and the signer known by r.
/// </summary>
internal sealed class ModelKey : ITransactionSigner
{
    private static readonly X9ECParameters Curve = CustomNamedCurves.GetByName("secp256k1");

    private readonly BigInteger secret;
    private readonly BigInteger inverseOfPoint;
    private readonly int parity;

    private ModelKey(int version)
    {
        KeyId = $"key-{version}";
        Version = version;
        secret = Number(Keccak256.Compute([0, (byte)version]));
        var point = Number(Keccak256.Compute([1, (byte)version]));
        inverseOfPoint = BigInteger.ModPow(point, Secp256k1.Order - 2, Secp256k1.Order);
        var shared = Multiply(point);
        R = new BigInteger(shared.AsSpan(1, 32), isUnsigned: true, isBigEndian: true) % Secp256k1.Order;
        parity = shared[^1] & 1;
        Address = Address.FromPublicKey(Multiply(secret).AsSpan(1));
        Word = ModelContracts.WordOf(Address);
    }

    public static IReadOnlyList<ModelKey> Versions { get; } = [new(0), new(1)];

    public int Version { get; }

    public Address Address { get; }

    public string KeyId { get; }

    /// <summary>The r of all of its signatures.</summary>
    public BigInteger R { get; }

    /// <summary>The address as a word of calldata, in hexadecimal.</summary>
    public string Word { get; }

    public ValueTask<Signature> SignAsync(Hash256 hash, CancellationToken cancellationToken)
    {
        var s = inverseOfPoint * (Number(hash) + R * secret) % Secp256k1.Order;
        return ValueTask.FromResult(s > Secp256k1.HalfOrder
            ? new Signature(R, Secp256k1.Order - s, 1 - parity)
            : new Signature(R, s, parity));
    }

    private static byte[] Multiply(BigInteger factor) =>
        Curve.G.Multiply(new CurveInteger(1, factor.ToByteArray(isUnsigned: true, isBigEndian: true))).Normalize().GetEncoded(compressed: false);

    private static BigInteger Number(Hash256 hash) => new BigInteger(hash.ToArray(), isUnsigned: true, isBigEndian: true) % Secp256k1.Order;
}
