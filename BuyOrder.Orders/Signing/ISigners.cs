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
