using BuyOrder.Domain;
using BuyOrder.Orders.Signing;

namespace BuyOrder.Functions.Tests.Orders.Signing;

public sealed class SignerOptionsTests
{
    private static readonly SignerOptions Vault = new()
    {
        Kind = "KeyVaultSecret",
        VaultUri = "https://treasury.vault.azure.net/",
        SecretName = "buy-order-key",
    };

    private static readonly SignerOptions Key = new()
    {
        Kind = "KeyVaultKey",
        VaultUri = "https://treasury.vault.azure.net/",
        KeyName = "buy-order-key",
        KeyVersion = "0123456789abcdef0123456789abcdef",
        Address = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    };

    private static readonly SignerOptions Development = new() { Kind = "Development", PrivateKey = Permitted.PrivateKey };

    [Fact]
    public void Options_that_are_complete_have_no_faults()
    {
        Assert.Empty(Vault.Validate(1));
        Assert.Empty((Vault with { VaultUri = "https://treasury.vault.azure.net" }).Validate(1));
        Assert.Empty((Vault with { ManagedIdentityClientId = Guid.NewGuid().ToString() }).Validate(1));
        Assert.Empty(Key.Validate(1));
        Assert.Empty((Key with { ManagedIdentityClientId = Guid.NewGuid().ToString() }).Validate(1));
        Assert.Empty(Development.Validate(31337));
        Assert.Empty(Development.Validate(1337));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("development")]
    [InlineData("keyVaultKey")]
    [InlineData("Unset")]
    [InlineData("1")]
    public void Options_name_an_unknown_kind(string? kind)
    {
        var fault = Assert.Single((Vault with { Kind = kind }).Validate(1));

        Assert.Equal(SignerOptions.KindSetting, fault.Setting);
        Assert.Equal("KeyVaultKey, KeyVaultSecret or Development", fault.Allowed);
    }

    [Fact]
    public void Options_name_every_fault_of_a_vault_at_once()
    {
        var options = new SignerOptions
        {
            Kind = "KeyVaultSecret",
            VaultUri = "http://treasury.vault.azure.net/",
            SecretName = "with_underscore",
            ManagedIdentityClientId = "me",
        };

        Assert.Equal(
            [SignerOptions.VaultUriSetting, SignerOptions.ManagedIdentityClientIdSetting, SignerOptions.SecretNameSetting],
            options.Validate(1).Select(fault => fault.Setting));
        Assert.Equal(2, new SignerOptions { Kind = "KeyVaultSecret" }.Validate(1).Count(fault => fault.Found == SettingFault.NotSet));
    }

    [Theory]
    [InlineData(SignerOptions.VaultUriSetting, null)]
    [InlineData(SignerOptions.VaultUriSetting, "https://treasury.vault.azure.net/keys/buy-order-key")]
    [InlineData(SignerOptions.KeyNameSetting, null)]
    [InlineData(SignerOptions.KeyNameSetting, "buy/order")]
    [InlineData(SignerOptions.KeyNameSetting, "buy-order-key\n")]
    [InlineData(SignerOptions.KeyVersionSetting, null)]
    [InlineData(SignerOptions.KeyVersionSetting, "latest")]
    [InlineData(SignerOptions.KeyVersionSetting, "0123456789abcdef0123456789abcde")]
    [InlineData(SignerOptions.KeyVersionSetting, "0123456789ABCDEF0123456789abcdef")]
    [InlineData(SignerOptions.AddressSetting, null)]
    [InlineData(SignerOptions.AddressSetting, "0x0000000000000000000000000000000000000000")]
    [InlineData(SignerOptions.AddressSetting, "0xf39fd6e51aad88F6F4ce6aB8827279cffFb92266")]
    [InlineData(SignerOptions.SecretNameSetting, "buy-order-key")]
    [InlineData(SignerOptions.ManagedIdentityClientIdSetting, "me")]
    [InlineData(SignerOptions.PrivateKeySetting, Permitted.PrivateKey)]
    public void Options_of_a_vault_key_name_what_is_missing_wrong_or_too_much(string setting, string? value)
    {
        var changed = setting switch
        {
            SignerOptions.VaultUriSetting => Key with { VaultUri = value },
            SignerOptions.KeyNameSetting => Key with { KeyName = value },
            SignerOptions.KeyVersionSetting => Key with { KeyVersion = value },
            SignerOptions.AddressSetting => Key with { Address = value },
            SignerOptions.SecretNameSetting => Key with { SecretName = value },
            SignerOptions.ManagedIdentityClientIdSetting => Key with { ManagedIdentityClientId = value },
            _ => Key with { PrivateKey = value },
        };

        var fault = Assert.Single(changed.Validate(1));

        Assert.Equal(setting, fault.Setting);
        Assert.DoesNotContain(Permitted.PrivateKey, fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_refuse_what_belongs_to_another_kind()
    {
        Assert.Equal(SignerOptions.KeyNameSetting, Assert.Single((Vault with { KeyName = "buy-order-key" }).Validate(1)).Setting);
        Assert.Equal(SignerOptions.VaultUriSetting, Assert.Single((Development with { VaultUri = Vault.VaultUri }).Validate(31337)).Setting);
    }

    [Fact]
    public void Options_refuse_a_private_key_beside_a_vault() =>
        Assert.Equal(
            SignerOptions.PrivateKeySetting, Assert.Single((Vault with { PrivateKey = Permitted.PrivateKey }).Validate(1)).Setting);

    [Fact]
    public void Options_refuse_the_development_signer_on_a_real_chain()
    {
        var fault = Assert.Single(Development.Validate(1));

        Assert.Equal(SignerOptions.KindSetting, fault.Setting);
        Assert.Equal("\"Development\" with chain id 1", fault.Found);
    }

    [Theory]
    [InlineData(null, "(not set)")]
    [InlineData("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff", "(a value of 64 characters)")]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", "(a value of 64 characters)")]
    public void Options_never_show_a_wrong_key(string? key, string found)
    {
        var fault = Assert.Single((Development with { PrivateKey = key }).Validate(31337));

        Assert.Equal((SignerOptions.PrivateKeySetting, found), (fault.Setting, fault.Found));
    }

    [Fact]
    public void Options_never_show_the_key_as_text() =>
        Assert.DoesNotContain(Permitted.PrivateKey, Development.ToString(), StringComparison.OrdinalIgnoreCase);
}
