using System.Numerics;
using BuyOrder.Domain.Chain;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Math.EC;
using Org.BouncyCastle.Utilities;
using CurveInteger = Org.BouncyCastle.Math.BigInteger;

namespace BuyOrder.Ethereum.Signing;

/// <summary>
/// The curve of Ethereum's keys, public data only: recovering keys from signatures and bringing signatures into Ethereum's form.
/// No private key ever comes here; the arithmetic is not constant-time.
/// </summary>
public static class Secp256k1
{
    /// <summary>Bytes of a coordinate, of r and of s.</summary>
    public const int FieldSize = 32;

    /// <summary>The number of points of the group, n (SEC 2, 2.4.1).</summary>
    public static readonly BigInteger Order =
        UInt256.Read(Convert.FromHexString("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141"));

    /// <summary>The largest s that Ethereum takes (EIP-2).</summary>
    public static readonly BigInteger HalfOrder = Order / 2;

    /// <summary>Finds the public key that made a signature.</summary>
    /// <returns>X and Y, 64 bytes; null when no key can have made it.</returns>
    public static byte[]? RecoverPublicKey(Hash256 hash, Signature signature)
    {
        if (FindPoint(signature.R, signature.YParity) is not { } point)
        {
            return null;
        }

        var inverse = ModInverse(signature.R);
        var hashFactor = Mod(-UInt256.Read(hash.ToArray()) * inverse);
        var pointFactor = Mod(signature.S * inverse);
        var key = ECAlgorithms.SumOfTwoMultiplies(Arithmetic.Curve.G, ToCurve(hashFactor), point, ToCurve(pointFactor)).Normalize();
        return key.IsInfinity ? null : key.GetEncoded(compressed: false)[1..];
    }

    /// <inheritdoc cref="RecoverPublicKey"/>
    /// <returns>The key's address; null when no key can have made the signature.</returns>
    public static Address? RecoverAddress(Hash256 hash, Signature signature) =>
        RecoverPublicKey(hash, signature) is { } key ? Address.FromPublicKey(key) : null;

    /// <summary>
    /// Turns a plain ECDSA signature into Ethereum's form: s moved to the lower half, and the parity found by which the signature
    /// leads back to its signer.
    /// </summary>
    /// <param name="hash">What was signed.</param>
    /// <param name="signature">r and s, 32 bytes each (IEEE P1363).</param>
    /// <param name="signer">Who is said to have signed.</param>
    /// <returns>Null when r or s is out of range or the signature is not the signer's.</returns>
    public static Signature? Complete(Hash256 hash, ReadOnlySpan<byte> signature, Address signer)
    {
        if (signature.Length != 2 * FieldSize)
        {
            return null;
        }

        var r = UInt256.Read(signature[..FieldSize]);
        var s = UInt256.Read(signature[FieldSize..]);
        if (r.IsZero || r >= Order || s.IsZero || s >= Order)
        {
            return null;
        }

        var lowS = s > HalfOrder ? Order - s : s;
        for (var parity = 0; parity <= 1; parity++)
        {
            var candidate = new Signature(r, lowS, parity);
            if (RecoverAddress(hash, candidate) == signer)
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>The point with this X, if the curve has one. An X from n up to the field's end is left out, as Ethereum does.</summary>
    private static ECPoint? FindPoint(BigInteger x, int yParity)
    {
        var encoded = new byte[1 + FieldSize];
        encoded[0] = (byte)(2 + yParity);
        UInt256.Write(x, encoded.AsSpan(1));
        try
        {
            return Arithmetic.Curve.Curve.DecodePoint(encoded);
        }
        catch (ArgumentException)
        {
            // About half of all X have no point on the curve, and the library has no other way to say so.
            return null;
        }
    }

    private static BigInteger Mod(BigInteger value)
    {
        var remainder = value % Order;
        return remainder.Sign < 0 ? remainder + Order : remainder;
    }

    /// <summary>Of a number that is no secret, so the time it takes may tell it.</summary>
    private static BigInteger ModInverse(BigInteger value) =>
        UInt256.Read(BigIntegers.AsUnsignedByteArray(FieldSize, BigIntegers.ModOddInverseVar(Arithmetic.Curve.N, ToCurve(value))));

    private static CurveInteger ToCurve(BigInteger value) => new(1, value.ToByteArray(isUnsigned: true, isBigEndian: true));

    /// <summary>Apart, so that who asks for no more than the order does not wait until all curves of the library are there.</summary>
    private static class Arithmetic
    {
        public static readonly X9ECParameters Curve = CustomNamedCurves.GetByName("secp256k1");
    }
}
