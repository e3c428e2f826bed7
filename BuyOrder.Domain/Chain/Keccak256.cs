using Nethereum.Util;

namespace BuyOrder.Domain.Chain;

/// <summary>Keccak-256 with the original padding, which is what Ethereum hashes with; not NIST's SHA3-256.</summary>
public static class Keccak256
{
    public static Hash256 Compute(ReadOnlySpan<byte> data) => new(Sha3Keccack.Current.CalculateHash(data.ToArray()));
}
