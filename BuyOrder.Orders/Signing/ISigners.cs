using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Signing;

namespace BuyOrder.Orders.Signing;

/// <summary>Where the keys come from.</summary>
internal interface ISigners
{
    /// <summary>Whether these keys may ever sign for the chain.</summary>
    bool MaySignFor(ulong chainId);

    /// <summary>The key for a new order: the newest version there is.</summary>
    /// <exception cref="SignerUnavailableException">The key cannot be had.</exception>
    ValueTask<ITransactionSigner> CurrentAsync(CancellationToken cancellation);

    /// <summary>The key that an order is pinned to, whichever versions came after it.</summary>
    /// <exception cref="SignerUnavailableException">The key cannot be had.</exception>
    ValueTask<ITransactionSigner> ForKeyAsync(string keyId, CancellationToken cancellation);
}

/// <summary>Which key signs: its version and the address it belongs to. An order is pinned to both.</summary>
internal sealed record SigningKey(string KeyId, Address Wallet);

/// <summary>
/// The key cannot be had just now: vault down or throttling past all retries, no access, disabled, missing, malformed. Nothing was
/// signed.
/// </summary>
internal sealed class SignerUnavailableException(string message, Exception? inner = null) : OutageException(message, inner)
{
    public override string Explanation => "The signing key cannot be had.";

    /// <summary>Which of the vault's answers it was.</summary>
    public SignerTrouble Trouble { get; init; }
}
