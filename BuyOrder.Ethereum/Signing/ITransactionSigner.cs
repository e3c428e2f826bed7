using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Signing;

/// <summary>Holds one key, or reaches one, and signs hashes with it.</summary>
/// <remarks>It signs every hash that it is given: its caller decides what may be signed. Safe for concurrent use.</remarks>
public interface ITransactionSigner
{
    /// <summary>The address of the key; it never changes over the signer's life.</summary>
    Address Address { get; }

    /// <summary>Names the key and its version, without giving anything of it away.</summary>
    string KeyId { get; }

    /// <returns>A signature from which <see cref="Address"/> is recovered; the signer has checked that.</returns>
    ValueTask<Signature> SignAsync(Hash256 hash, CancellationToken cancellationToken);
}
