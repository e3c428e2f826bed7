using BuyOrder.Ethereum.Signing;

namespace BuyOrder.Orders.Signing;

/// <summary>
/// One key from the settings, for local chains only: refused for any other when it is made, and again whenever it would sign.
/// </summary>
internal sealed class DevelopmentSigners : ISigners, IDisposable
{
    /// <summary>The chain ids of Anvil, Hardhat and Ganache. No chain with money on it has them.</summary>
    public static readonly IReadOnlyList<ulong> Chains = [31337, 1337];

    private readonly PrivateKeySigner signer;

    /// <exception cref="ArgumentException">The chain is not a local one, or the text is no private key; it is never repeated.</exception>
    public DevelopmentSigners(string privateKey, ulong chainId)
    {
        if (!MaySignFor(chainId))
            throw new ArgumentException($"The development signer refuses chain {chainId}.", nameof(chainId));
        using var unnamed = PrivateKeyText.TryCreateSigner(privateKey, keyId: null)
            ?? throw new ArgumentException("The text is no private key.", nameof(privateKey));
        signer = PrivateKeyText.TryCreateSigner(privateKey, $"development:{unnamed.Address}")!;
    }

    public bool MaySignFor(ulong chainId) => Chains.Contains(chainId);

    public ValueTask<ITransactionSigner> CurrentAsync(CancellationToken cancellation) => ValueTask.FromResult<ITransactionSigner>(signer);

    public ValueTask<ITransactionSigner> ForKeyAsync(string keyId, CancellationToken cancellation) =>
        keyId == signer.KeyId
            ? CurrentAsync(cancellation)
            : throw new SignerUnavailableException($"key {keyId} is not the configured one, and settings hold no older keys.");

    public void Dispose() => signer.Dispose();
}
