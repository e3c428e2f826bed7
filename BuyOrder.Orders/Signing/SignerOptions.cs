using System.Globalization;
using System.Text.RegularExpressions;
using BuyOrder.Domain;
using BuyOrder.Storage.Azure;
using BuyOrder.Storage.Settings;

namespace BuyOrder.Orders.Signing;

/// <summary>Where the signing key is: deployment settings, as text until they are validated.</summary>
internal sealed partial record SignerOptions
{
    public const string KindSetting = "BuyOrder__Signer__Kind";
    public const string VaultUriSetting = "BuyOrder__Signer__VaultUri";
    public const string SecretNameSetting = "BuyOrder__Signer__SecretName";
    public const string ManagedIdentityClientIdSetting = "BuyOrder__Signer__ManagedIdentityClientId";
    public const string PrivateKeySetting = "BuyOrder__Signer__PrivateKey";

    public string? Kind { get; init; }

    /// <summary>https; of a Key Vault.</summary>
    public string? VaultUri { get; init; }

    public string? SecretName { get; init; }

    /// <summary>Client id of a user-assigned identity that may read the secret; without it the default credential chain is used.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>Secret. 32 bytes in hexadecimal, for the development signer only.</summary>
    public string? PrivateKey { get; init; }

    /// <summary><see cref="SignerKind.Unset"/> when the text is none of the kinds.</summary>
    public SignerKind ParsedKind => Kind switch
    {
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
            ManagedIdentityClientId = reader.Text(ManagedIdentityClientIdSetting),
            PrivateKey = reader.Text(PrivateKeySetting),
        };
        reader.Add(options.Validate((ulong)chainId));
        return options;
    }

    /// <param name="chainId">The configured chain: the development signer is for local ones only.</param>
    public IReadOnlyList<SettingFault> Validate(ulong chainId) => [.. ParsedKind switch
    {
        SignerKind.KeyVaultSecret => VaultFaults(),
        SignerKind.Development => DevelopmentFaults(chainId),
        _ => [new SettingFault(KindSetting, Shown(Kind), "KeyVaultSecret or Development")],
    }];

    /// <summary>Never shows the key.</summary>
    public override string ToString() => $"{Kind} {VaultUri} {SecretName}";

    private IEnumerable<SettingFault> VaultFaults()
    {
        if (!Uri.TryCreate(VaultUri, UriKind.Absolute, out var vault) || vault.Scheme != Uri.UriSchemeHttps || vault.PathAndQuery != "/")
            yield return new SettingFault(VaultUriSetting, Shown(VaultUri), "the https address of a Key Vault, without a path");
        if (!SecretNamePattern().IsMatch(SecretName ?? ""))
            yield return new SettingFault(SecretNameSetting, Shown(SecretName), "1 to 127 letters, digits or hyphens");
        if (AzureIdentity.ClientIdFault(ManagedIdentityClientIdSetting, ManagedIdentityClientId) is { } fault)
            yield return fault;
        if (!string.IsNullOrEmpty(PrivateKey))
            yield return new SettingFault(PrivateKeySetting, SettingFault.Hidden(PrivateKey), "nothing, while the key is in a Key Vault");
    }

    private IEnumerable<SettingFault> DevelopmentFaults(ulong chainId)
    {
        if (!DevelopmentSigners.Chains.Contains(chainId))
        {
            var found = string.Create(CultureInfo.InvariantCulture, $"\"Development\" with chain id {chainId}");
            yield return new SettingFault(KindSetting, found, "KeyVaultSecret, or Development on the local chain ids 31337 and 1337");
        }

        const string key = "32 bytes as 64 hexadecimal digits, with or without 0x, a valid secp256k1 key";
        if (string.IsNullOrEmpty(PrivateKey))
            yield return new SettingFault(PrivateKeySetting, SettingFault.NotSet, key);
        else if (!PrivateKeyText.IsValid(PrivateKey))
            yield return new SettingFault(PrivateKeySetting, SettingFault.Hidden(PrivateKey), key);
    }

    private static string Shown(string? text) => string.IsNullOrEmpty(text) ? SettingFault.NotSet : SettingFault.Shown(text);

    // https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#objects-identifiers-and-versioning
    [GeneratedRegex("^[0-9A-Za-z-]{1,127}$", RegexOptions.CultureInvariant)]
    private static partial Regex SecretNamePattern();
}

/// <summary>Where the signing key is held.</summary>
internal enum SignerKind
{
    Unset = 0,

    /// <summary>A secret of a Key Vault: 32 bytes in hexadecimal.</summary>
    KeyVaultSecret,

    /// <summary>A setting; for local chains only.</summary>
    Development,
}
