using System.Globalization;
using System.Text.RegularExpressions;
using BuyOrder.Domain;
using BuyOrder.Orders.Market;
using BuyOrder.Storage.Azure;
using BuyOrder.Storage.Settings;

namespace BuyOrder.Orders.Signing;

/// <summary>Where the signing key is: deployment settings, as text until they are validated.</summary>
internal sealed partial record SignerOptions
{
    public const string KindSetting = "BuyOrder__Signer__Kind";
    public const string VaultUriSetting = "BuyOrder__Signer__VaultUri";
    public const string SecretNameSetting = "BuyOrder__Signer__SecretName";
    public const string KeyNameSetting = "BuyOrder__Signer__KeyName";
    public const string KeyVersionSetting = "BuyOrder__Signer__KeyVersion";
    public const string AddressSetting = "BuyOrder__Signer__Address";
    public const string ManagedIdentityClientIdSetting = "BuyOrder__Signer__ManagedIdentityClientId";
    public const string PrivateKeySetting = "BuyOrder__Signer__PrivateKey";

    private const string Names = "1 to 127 letters, digits or hyphens";

    public string? Kind { get; init; }

    /// <summary>https; of a Key Vault.</summary>
    public string? VaultUri { get; init; }

    public string? SecretName { get; init; }

    public string? KeyName { get; init; }

    /// <summary>The one version that signs; a newer one in the vault changes nothing until it is set here.</summary>
    public string? KeyVersion { get; init; }

    /// <summary>The key's address as the operator knows it: what the vault says is compared with it.</summary>
    public string? Address { get; init; }

    /// <summary>Client id of a user-assigned identity that may read the secret, or read the key and sign with it; without it the default credential chain is used.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>Secret. 32 bytes in hexadecimal, for the development signer only.</summary>
    public string? PrivateKey { get; init; }

    /// <summary><see cref="SignerKind.Unset"/> when the text is none of the kinds.</summary>
    public SignerKind ParsedKind => Kind switch
    {
        nameof(SignerKind.KeyVaultKey) => SignerKind.KeyVaultKey,
        nameof(SignerKind.KeyVaultSecret) => SignerKind.KeyVaultSecret,
        nameof(SignerKind.Development) => SignerKind.Development,
        _ => SignerKind.Unset,
    };

    public static SignerOptions Read(SettingsReader reader, long chainId)
    {
        var options = new SignerOptions
        {
            Kind = reader.Text(KindSetting),
            VaultUri = reader.Text(VaultUriSetting),
            SecretName = reader.Text(SecretNameSetting),
            KeyName = reader.Text(KeyNameSetting),
            KeyVersion = reader.Text(KeyVersionSetting),
            Address = reader.Text(AddressSetting),
            ManagedIdentityClientId = reader.Text(ManagedIdentityClientIdSetting),
            PrivateKey = reader.Text(PrivateKeySetting),
        };
        reader.Add(options.Validate((ulong)chainId));
        return options;
    }

    /// <param name="chainId">The configured chain: the development signer is for local ones only.</param>
    public IReadOnlyList<SettingFault> Validate(ulong chainId) => [.. ParsedKind switch
    {
        SignerKind.KeyVaultKey => VaultFaults().Concat(KeyFaults()),
        SignerKind.KeyVaultSecret => VaultFaults().Concat(SecretFaults()),
        SignerKind.Development => DevelopmentFaults(chainId),
        _ => [new SettingFault(KindSetting, Shown(Kind), "KeyVaultKey, KeyVaultSecret or Development")],
    }];

    /// <summary>Never shows the key.</summary>
    public override string ToString() => $"{Kind} {VaultUri} {SecretName}{KeyName} {KeyVersion}".TrimEnd();

    private IEnumerable<SettingFault> VaultFaults()
    {
        if (!Uri.TryCreate(VaultUri, UriKind.Absolute, out var vault) || vault.Scheme != Uri.UriSchemeHttps || vault.PathAndQuery != "/")
            yield return new SettingFault(VaultUriSetting, Shown(VaultUri), "the https address of a Key Vault, without a path");
        if (AzureIdentity.ClientIdFault(ManagedIdentityClientIdSetting, ManagedIdentityClientId) is { } fault)
            yield return fault;
        if (!string.IsNullOrEmpty(PrivateKey))
            yield return new SettingFault(PrivateKeySetting, SettingFault.Hidden(PrivateKey), "nothing, while the key is in a Key Vault");
    }

    private IEnumerable<SettingFault> SecretFaults()
    {
        if (!NamePattern().IsMatch(SecretName ?? ""))
            yield return new SettingFault(SecretNameSetting, Shown(SecretName), Names);
        foreach (var fault in Superfluous(KeyNameSetting, KeyName, KeyVersionSetting, KeyVersion, AddressSetting, Address))
            yield return fault;
    }

    private IEnumerable<SettingFault> KeyFaults()
    {
        if (!NamePattern().IsMatch(KeyName ?? ""))
            yield return new SettingFault(KeyNameSetting, Shown(KeyName), Names);
        if (!VersionPattern().IsMatch(KeyVersion ?? ""))
            yield return new SettingFault(KeyVersionSetting, Shown(KeyVersion), "the 32 hexadecimal digits, in lower case, of the version that signs");
        if (!Domain.Chain.Address.TryParse(Address, out var address) || address == Domain.Chain.Address.Zero)
            yield return new SettingFault(AddressSetting, Shown(Address), MarketOptions.AllowedAddress);
        foreach (var fault in Superfluous(SecretNameSetting, SecretName))
            yield return fault;
    }

    /// <summary>What belongs to another kind: set beside this one, it is not clear which key is meant.</summary>
    private IEnumerable<SettingFault> Superfluous(params string?[] settings) =>
        settings.Chunk(2).Where(each => !string.IsNullOrEmpty(each[1]))
            .Select(each => new SettingFault(each[0]!, Shown(each[1]), $"nothing, while {KindSetting} is {Kind}"));

    private IEnumerable<SettingFault> DevelopmentFaults(ulong chainId)
    {
        if (!DevelopmentSigners.Chains.Contains(chainId))
        {
            var found = string.Create(CultureInfo.InvariantCulture, $"\"Development\" with chain id {chainId}");
            yield return new SettingFault(KindSetting, found, "KeyVaultKey or KeyVaultSecret, or Development on the local chain ids 31337 and 1337");
        }

        foreach (var fault in Superfluous(
            VaultUriSetting, VaultUri, SecretNameSetting, SecretName, KeyNameSetting, KeyName, KeyVersionSetting, KeyVersion, AddressSetting, Address))
        {
            yield return fault;
        }

        const string key = "32 bytes as 64 hexadecimal digits, with or without 0x, a valid secp256k1 key";
        if (string.IsNullOrEmpty(PrivateKey))
            yield return new SettingFault(PrivateKeySetting, SettingFault.NotSet, key);
        else if (!PrivateKeyText.IsValid(PrivateKey))
            yield return new SettingFault(PrivateKeySetting, SettingFault.Hidden(PrivateKey), key);
    }

    private static string Shown(string? text) => string.IsNullOrEmpty(text) ? SettingFault.NotSet : SettingFault.Shown(text);

    // https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#objects-identifiers-and-versioning
    [GeneratedRegex("^[0-9A-Za-z-]{1,127}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[0-9a-f]{32}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex VersionPattern();
}

/// <summary>Where the signing key is held.</summary>
internal enum SignerKind
{
    Unset = 0,

    /// <summary>A key of a Key Vault, on the curve P-256K, that signs there and never leaves it.</summary>
    KeyVaultKey,

    /// <summary>A secret of a Key Vault: 32 bytes in hexadecimal.</summary>
    KeyVaultSecret,

    /// <summary>A setting; for local chains only.</summary>
    Development,
}
