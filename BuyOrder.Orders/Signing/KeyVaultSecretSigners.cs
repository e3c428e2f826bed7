using System.Buffers;
using System.Collections.Immutable;
using Azure.Security.KeyVault.Secrets;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Signing;

namespace BuyOrder.Orders.Signing;

/// <summary>
/// Keys held as versions of one Key Vault secret. A version is read once and kept in memory only; its identifier
/// (<c>https://vault/secrets/name/version</c>) is the key id.
/// </summary>
/// <remarks>
/// New versions are looked for by <see cref="CurrentAsync"/>, at most every <see cref="RefreshInterval"/>: they are for new orders.
/// An order asks for its own version and gets that one, also after newer ones appeared. When the vault does not answer, a key that is due
/// for a refresh is not used for anything new.
/// Source: https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret/get-secret.
/// </remarks>
internal sealed partial class KeyVaultSecretSigners(
    SecretClient client, string secretName, TimeProvider clock, ILogger<KeyVaultSecretSigners> logger) : ISigners, IDisposable
{
    /// <summary>How long a version counts as the newest.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(5);

    /// <summary>All tries of one read together.</summary>
    public static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Far more than rotations during the life of one process; the oldest is forgotten and read again if it is still needed.
    /// </summary>
    private const int MaxKeptVersions = 16;

    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile ImmutableList<ITransactionSigner> kept = [];
    private ITransactionSigner? current;
    private DateTimeOffset freshUntil = DateTimeOffset.MinValue;

    public bool MaySignFor(ulong chainId) => chainId > 0;

    public async ValueTask<ITransactionSigner> CurrentAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (current is not null && clock.GetUtcNow() < freshUntil)
                return current;
            var secret = await ReadAsync(version: null, cancellation);
            RequireInForce(secret.Properties);
            current = Keep(secret);
            freshUntil = clock.GetUtcNow() + RefreshInterval;
            return current;
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask<ITransactionSigner> ForKeyAsync(string keyId, CancellationToken cancellation)
    {
        var version = VersionOf(keyId);
        // A key in memory waits for nothing, however slowly the vault answers others.
        if (Find(keyId) is { } known)
            return known;
        await gate.WaitAsync(cancellation);
        try
        {
            return Find(keyId) ?? Keep(await ReadAsync(version, cancellation));
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The next <see cref="CurrentAsync"/> asks the vault, however fresh the version is.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        freshUntil = DateTimeOffset.MinValue;
        gate.Release();
    }

    public void Dispose()
    {
        foreach (var signer in kept.OfType<IDisposable>())
            signer.Dispose();
        gate.Dispose();
    }

    private async Task<KeyVaultSecret> ReadAsync(string? version, CancellationToken cancellation)
    {
        var what = $"secret {secretName}{(version is null ? "" : $" version {version}")} of {client.VaultUri}";
        return await VaultCall.AskAsync(
            what, ReadTimeout, async budget => (await client.GetSecretAsync(secretName, version, cancellationToken: budget)).Value, cancellation);
    }

    private void RequireInForce(SecretProperties properties)
    {
        var now = clock.GetUtcNow();
        if (properties.NotBefore > now || properties.ExpiresOn <= now)
        {
            throw new SignerUnavailableException(
                $"secret {secretName} version {properties.Version} is not in force now: not for new orders.");
        }
    }

    private ITransactionSigner Keep(KeyVaultSecret secret)
    {
        var keyId = secret.Id.AbsoluteUri;
        if (Find(keyId) is { } known)
            return known;
        if (PrivateKeyText.TryCreateSigner(secret.Value, keyId) is not { } signer)
        {
            throw new SignerUnavailableException($"secret {secretName} version {secret.Properties.Version} is no private key: it has to be "
                + $"64 hexadecimal digits, with or without 0x, but has {secret.Value.Length} characters or is out of range.");
        }

        // An evicted key may be in use just now: it goes with the last reference to it.
        kept = (kept.Count == MaxKeptVersions ? kept.RemoveAt(0) : kept).Add(signer);
        Log.KeyRead(logger, keyId, signer.Address);
        return signer;
    }

    private ITransactionSigner? Find(string keyId) => kept.Find(signer => signer.KeyId == keyId);

    private string VersionOf(string keyId)
    {
        var ofThisSecret = new Uri(client.VaultUri, $"secrets/{secretName}/").AbsoluteUri;
        return keyId.StartsWith(ofThisSecret, StringComparison.Ordinal) && keyId.AsSpan(ofThisSecret.Length) is { Length: > 0 } version
            && !version.ContainsAnyExcept(VersionCharacters)
            ? version.ToString()
            : throw new SignerUnavailableException($"key {keyId} is no version of secret {secretName} of {client.VaultUri}.");
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Signing key {KeyId} read; its address is {Wallet}.")]
        public static partial void KeyRead(ILogger logger, string keyId, Address wallet);
    }
}
