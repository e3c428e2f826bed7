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

    private static readonly SignerOptions Development = new() { Kind = "Development", PrivateKey = Permitted.PrivateKey };

    [Fact]
    public void Options_that_are_complete_have_no_faults()
    {
        Assert.Empty(Vault.Validate(1));
        Assert.Empty((Vault with { VaultUri = "https://treasury.vault.azure.net" }).Validate(1));
        Assert.Empty((Vault with { ManagedIdentityClientId = Guid.NewGuid().ToString() }).Validate(1));
        Assert.Empty(Development.Validate(31337));
        Assert.Empty(Development.Validate(1337));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("development")]
    [InlineData("KeyVaultKey")]
    [InlineData("Unset")]
    [InlineData("1")]
    public void Options_name_an_unknown_kind(string? kind)
    {
        var fault = Assert.Single((Vault with { Kind = kind }).Validate(1));

        Assert.Equal(SignerOptions.KindSetting, fault.Setting);
        Assert.Equal("KeyVaultSecret or Development", fault.Allowed);
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
            [SignerOptions.VaultUriSetting, SignerOptions.SecretNameSetting, SignerOptions.ManagedIdentityClientIdSetting],
            options.Validate(1).Select(fault => fault.Setting));
        Assert.Equal(2, new SignerOptions { Kind = "KeyVaultSecret" }.Validate(1).Count(fault => fault.Found == SettingFault.NotSet));
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
