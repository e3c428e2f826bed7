using System.Security.Cryptography;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Signing;

/// <summary>
/// Signs with a private key held in memory. Everything that touches the key runs in the platform's cryptography; the key itself is
/// given once and can't be read back.
/// </summary>
public sealed class PrivateKeySigner : ITransactionSigner, IDisposable
{
    /// <summary>Bytes of a private key.</summary>
    public const int KeySize = Secp256k1.FieldSize;

    /// <summary>What the encoding of a point with both coordinates begins with (SEC 1).</summary>
    private const byte Uncompressed = 4;

    private static readonly ECCurve Curve = ECCurve.CreateFromValue("1.3.132.0.10");

    private readonly ECDsa _key;
    private readonly KeyHolder _holder;

    /// <param name="privateKey">32 bytes, from 1 to the group order less 1. The caller clears its own copy.</param>
    /// <param name="keyId">Names the key; null names it by its address.</param>
    /// <exception cref="ArgumentException">No private key of the curve. The message never holds it.</exception>
    public PrivateKeySigner(ReadOnlySpan<byte> privateKey, string? keyId = null)
    {
        if (privateKey.Length != KeySize)
        {
            throw new ArgumentException($"A private key has {KeySize} bytes, not {privateKey.Length}.", nameof(privateKey));
        }

        _key = Import(privateKey);
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        byte[] publicKey = [Uncompressed, .. Padded(point.X), .. Padded(point.Y)];
        Address = Address.FromPublicKey(publicKey);
        _holder = new KeyHolder(_key, publicKey, Address);
        KeyId = keyId ?? Address.ToString();
    }

    public Address Address { get; }

    public string KeyId { get; }

    public async ValueTask<Signature> SignAsync(Hash256 hash, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var signed = await _holder.SignAndCalculateYParityVAsync(hash.ToArray()).ConfigureAwait(false);
        return new Signature(UInt256.Read(signed.R), UInt256.Read(signed.S), signed.V[0]);
    }

    public void Dispose() => _key.Dispose();

    /// <summary>The key's name and address, nothing of the key.</summary>
    public override string ToString() => $"{KeyId} ({Address})";

    private static ECDsa Import(ReadOnlySpan<byte> privateKey)
    {
        Span<byte> order = stackalloc byte[KeySize];
        UInt256.Write(Secp256k1.Order, order);
        if (!privateKey.ContainsAnyExcept((byte)0) || privateKey.SequenceCompareTo(order) >= 0)
        {
            throw new ArgumentException("The private key is out of the curve's range.", nameof(privateKey));
        }

        var copy = privateKey.ToArray();
        try
        {
            return ECDsa.Create(new ECParameters { Curve = Curve, D = copy });
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }

    /// <summary>Platforms may leave leading zeros of a coordinate out.</summary>
    private static byte[] Padded(byte[]? coordinate)
    {
        ArgumentNullException.ThrowIfNull(coordinate);
        var padded = new byte[Secp256k1.FieldSize];
        coordinate.CopyTo(padded.AsSpan(padded.Length - coordinate.Length));
        return padded;
    }
}
