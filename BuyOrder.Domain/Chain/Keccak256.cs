using Org.BouncyCastle.Crypto.Digests;

namespace BuyOrder.Domain.Chain;

/// <summary>Keccak-256 with the original padding, which is what Ethereum hashes with; not NIST's SHA3-256.</summary>
public static class Keccak256
{
    public static Hash256 Compute(ReadOnlySpan<byte> data)
    {
        var digest = new KeccakDigest(256);
        digest.BlockUpdate(data);
        Span<byte> hash = stackalloc byte[Hash256.Size];
        digest.DoFinal(hash);
        return new Hash256(hash);
    }
}
