using System.Buffers;
using System.Collections.Immutable;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Signing;

namespace BuyOrder.Orders.Signing;

/// <summary>
/// A key of a Key Vault that never leaves it: each hash is signed there. One pinned version is for new orders; its identifier
/// (<c>https://vault/keys/name/version</c>) is the key id.
/// </summary>
/// <remarks>
/// Before a new order the vault is asked, at most every <see cref="RefreshInterval"/>, whether the version is still in force and still has the
/// configured address. An order asks for the version it is pinned to, also when the settings have named another one since; the address of that
/// one is the order's to compare.
/// </remarks>
internal sealed partial class KeyVaultKeySigners(
    KeyVaultKeyClient client, string name, string version, Address expected, TimeProvider clock, ILogger<KeyVaultKeySigners> logger)
    : ISigners, IDisposable
{
    /// <summary>How long what the vault told of the pinned version counts.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(5);

    /// <summary>More than rotations during the life of one process.</summary>
    private const int MaxKeptVersions = 16;

    private const int VersionLength = 32;

    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789abcdef");

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly string pinned = client.IdOf(name, version);
    private volatile ImmutableList<ITransactionSigner> kept = [];
    private DateTimeOffset freshUntil = DateTimeOffset.MinValue;

    public bool MaySignFor(ulong chainId) => chainId > 0;

    public async ValueTask<ITransactionSigner> CurrentAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (Find(pinned) is { } current && clock.GetUtcNow() < freshUntil)
                return current;
            var key = await client.GetAsync(pinned, cancellation);
            RequireInForce(key);
            var fresh = Keep(pinned, RequireExpected(key).Address);
            freshUntil = clock.GetUtcNow() + RefreshInterval;
            return fresh;
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask<ITransactionSigner> ForKeyAsync(string keyId, CancellationToken cancellation)
    {
        RequireOfThisKey(keyId);
        if (Find(keyId) is { } known)
            return known;
        await gate.WaitAsync(cancellation);
        try
        {
            if (Find(keyId) is { } read)
                return read;
            var key = await client.GetAsync(keyId, cancellation);
            return Keep(keyId, (keyId == pinned ? RequireExpected(key) : key).Address);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    private void RequireInForce(KeyVaultKeyAnswer key)
    {
        var now = clock.GetUtcNow();
        if (!key.IsEnabled)
            throw KeyVaultKeyAnswer.Unfit(SignerTrouble.Disabled, pinned, "it is disabled: not for new orders");
        if (key.NotBefore > now)
            throw KeyVaultKeyAnswer.Unfit(SignerTrouble.NotYetInForce, pinned, $"it is in force from {key.NotBefore:u} on: not for new orders");
        if (key.ExpiresOn <= now)
            throw KeyVaultKeyAnswer.Unfit(SignerTrouble.Expired, pinned, $"it expired at {key.ExpiresOn:u}: not for new orders");
    }

    private KeyVaultKeyAnswer RequireExpected(KeyVaultKeyAnswer key) => key.Address == expected
        ? key
        : throw KeyVaultKeyAnswer.Unfit(
            SignerTrouble.WrongAddress, pinned, $"its address is {key.Address}, and {SignerOptions.AddressSetting} is {expected}; set the two to the same key");

    private ITransactionSigner Keep(string keyId, Address address)
    {
        if (Find(keyId) is { } known)
            return known;
        var signer = new VaultSigner(client, keyId, address);
        kept = (kept.Count == MaxKeptVersions ? kept.RemoveAt(0) : kept).Add(signer);
        Log.KeyRead(logger, keyId, address);
        return signer;
    }

    private ITransactionSigner? Find(string keyId) => kept.Find(signer => signer.KeyId == keyId);

    /// <summary>A stored key id decides what is asked for, so it must not lead anywhere else.</summary>
    private void RequireOfThisKey(string keyId)
    {
        var prefix = client.IdOf(name, "");
        if (!keyId.StartsWith(prefix, StringComparison.Ordinal) || keyId.Length != prefix.Length + VersionLength
            || keyId.AsSpan(prefix.Length).ContainsAnyExcept(VersionCharacters))
        {
            throw new SignerUnavailableException($"key {keyId} is no version of key {name} of {client.VaultUri}.") { Trouble = SignerTrouble.OtherVersion };
        }
    }

    /// <summary>One version, by its public half.</summary>
    private sealed class VaultSigner(KeyVaultKeyClient client, string keyId, Address address) : ITransactionSigner
    {
        public Address Address => address;

        public string KeyId => keyId;

        public async ValueTask<Signature> SignAsync(Hash256 hash, CancellationToken cancellationToken)
        {
            var plain = await client.SignAsync(keyId, hash, cancellationToken);
            return Secp256k1.Complete(hash, plain, address)
                ?? throw KeyVaultKeyAnswer.Unfit(SignerTrouble.WrongSignature, keyId, $"what the vault gave is no signature of {hash} by {address}");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Signing key {KeyId} read; its address is {Wallet}.")]
        public static partial void KeyRead(ILogger logger, string keyId, Address wallet);
    }
}
