using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Orders.Signing;
using BuyOrder.Testing.StandIns;

namespace BuyOrder.Functions.Tests.Orders.Signing;

/// <summary>Which version of the key is read, kept and pinned.</summary>
public sealed class KeyVaultSecretSignersTests : KeyVaultTests
{
    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    public async Task Key_is_read_once_after_the_challenge_and_signs(string prefix)
    {
        var version = Vault.Set(Name, prefix + Permitted.PrivateKey);

        var signer = await Signers.CurrentAsync(Cancellation);
        var again = await Signers.CurrentAsync(Cancellation);

        Assert.Same(signer, again);
        Assert.Equal(Permitted.Wallet, signer.Address);
        Assert.Equal($"{Vault.VaultUri}secrets/{Name}/{version}", signer.KeyId);
        Assert.Equal(1, Vault.Challenges);
        Assert.StartsWith($"/secrets/{Name}", Assert.Single(Vault.Requests), StringComparison.Ordinal);
        var asked = Assert.Single(Credential.Asked);
        Assert.Equal($"{KeyVaultStandIn.Resource}/.default", Assert.Single(asked.Scopes));
        Assert.Equal(KeyVaultStandIn.Tenant, asked.TenantId);

        var hash = Keccak256.Compute([1]);
        Assert.Equal(Permitted.Wallet, Secp256k1.RecoverAddress(hash, await signer.SignAsync(hash, Cancellation)));
    }

    [Fact]
    public async Task Key_is_read_once_when_many_ask_at_the_same_time()
    {
        Vault.Set(Name, Permitted.PrivateKey);

        var found = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Signers.CurrentAsync(Cancellation).AsTask()));

        Assert.Single(found.Distinct());
        Assert.Single(Vault.Requests);
    }

    [Fact]
    public async Task New_version_takes_effect_without_restart_and_the_pinned_one_stays()
    {
        Vault.Set(Name, Permitted.PrivateKey);
        var first = await Signers.CurrentAsync(Cancellation);
        Vault.Set(Name, OtherKey);

        Assert.Same(first, await Signers.CurrentAsync(Cancellation));
        Clock.Advance(KeyVaultSecretSigners.RefreshInterval);
        var second = await Signers.CurrentAsync(Cancellation);

        Assert.NotEqual(first.Address, second.Address);
        Assert.NotEqual(first.KeyId, second.KeyId);
        Assert.Same(first, await Signers.ForKeyAsync(first.KeyId, Cancellation));
    }

    [Fact]
    public async Task New_version_takes_effect_at_once_after_a_refresh()
    {
        Vault.Set(Name, Permitted.PrivateKey);
        var first = await Signers.CurrentAsync(Cancellation);
        Vault.Set(Name, OtherKey);

        await Signers.RefreshAsync(Cancellation);

        Assert.NotEqual(first.KeyId, (await Signers.CurrentAsync(Cancellation)).KeyId);
    }

    [Fact]
    public async Task Pinned_version_is_read_by_a_process_that_never_saw_it()
    {
        Vault.Set(Name, Permitted.PrivateKey);
        var keyId = (await Signers.CurrentAsync(Cancellation)).KeyId;
        Vault.Set(Name, OtherKey);
        using var restarted = NewSigners();

        var pinned = await restarted.ForKeyAsync(keyId, Cancellation);

        Assert.Equal((Permitted.Wallet, keyId), (pinned.Address, pinned.KeyId));
        Assert.Contains(keyId.Split('/')[^1], Vault.Requests.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pinned_version_that_was_disabled_is_unavailable_with_its_status()
    {
        var version = Vault.Set(Name, Permitted.PrivateKey);
        Vault.Disable(Name, version);

        var error = await Unavailable(() => Signers.ForKeyAsync($"{Vault.VaultUri}secrets/{Name}/{version}", Cancellation));

        Assert.Contains("403 Forbidden", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://other.vault.azure.net/secrets/buy-order-key/0123456789abcdef0123456789abcdef")]
    [InlineData("https://{vault}/secrets/other-key/0123456789abcdef0123456789abcdef")]
    [InlineData("https://{vault}/secrets/buy-order-key")]
    [InlineData("https://{vault}/keys/buy-order-key/0123456789abcdef0123456789abcdef")]
    [InlineData("https://{vault}/secrets/buy-order-key/")]
    [InlineData("https://{vault}/secrets/buy-order-key/../other-key/0123456789abcdef")]
    [InlineData("development:0x0000000000000000000000000000000000000001")]
    [InlineData("")]
    public async Task Pinned_key_of_elsewhere_is_never_asked_for(string pattern)
    {
        var keyId = pattern.Replace("{vault}", Vault.VaultUri.Host, StringComparison.Ordinal);

        await Unavailable(() => Signers.ForKeyAsync(keyId, Cancellation));

        Assert.Empty(Vault.Requests);
    }

    [Fact]
    public async Task Missing_secret_is_unavailable_with_its_status()
    {
        var error = await Unavailable(() => Signers.CurrentAsync(Cancellation));

        Assert.Contains("404 SecretNotFound", error.Message, StringComparison.Ordinal);
        Assert.Contains(Name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hunter2")]
    [InlineData("")]
    [InlineData("0xzz0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")]
    public async Task Malformed_secret_is_told_without_its_value(string value)
    {
        Vault.Set(Name, value);

        var error = await Unavailable(() => Signers.CurrentAsync(Cancellation));

        Assert.Contains("64 hexadecimal digits", error.Message, StringComparison.Ordinal);
        if (value.Length > 0)
            Assert.DoesNotContain(value, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expired_version_is_not_for_new_orders_but_ends_its_own()
    {
        var version = Vault.Set(Name, Permitted.PrivateKey, expires: Clock.GetUtcNow());

        await Unavailable(() => Signers.CurrentAsync(Cancellation));
        var pinned = await Signers.ForKeyAsync($"{Vault.VaultUri}secrets/{Name}/{version}", Cancellation);

        Assert.Equal(Permitted.Wallet, pinned.Address);
    }

    [Fact]
    public async Task Version_that_is_not_in_force_yet_is_not_for_new_orders()
    {
        Vault.Set(Name, Permitted.PrivateKey, notBefore: Clock.GetUtcNow().AddHours(1));

        await Unavailable(() => Signers.CurrentAsync(Cancellation));
        Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(Permitted.Wallet, (await Signers.CurrentAsync(Cancellation)).Address);
    }
}
