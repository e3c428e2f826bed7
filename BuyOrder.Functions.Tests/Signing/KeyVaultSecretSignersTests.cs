using System.Diagnostics;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Functions.Signing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Signing;

/// <summary>The real client against the vault's protocol.</summary>
public sealed class KeyVaultSecretSignersTests : IAsyncLifetime
{
    private const string Name = "buy-order-key";
    private const string OtherKey = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero));
    private KeyVaultStandIn vault = null!;
    private VaultCredential credential = null!;
    private KeyVaultSecretSigners signers = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        vault = await KeyVaultStandIn.StartAsync(CancellationToken.None);
        credential = new VaultCredential(vault);
        signers = NewSigners();
    }

    public async ValueTask DisposeAsync()
    {
        signers.Dispose();
        await vault.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    public async Task Key_is_read_once_after_the_challenge_and_signs(string prefix)
    {
        var version = vault.Set(Name, prefix + Permitted.PrivateKey);

        var signer = await signers.CurrentAsync(Cancellation);
        var again = await signers.CurrentAsync(Cancellation);

        Assert.Same(signer, again);
        Assert.Equal(Permitted.Wallet, signer.Address);
        Assert.Equal($"{vault.VaultUri}secrets/{Name}/{version}", signer.KeyId);
        Assert.Equal(1, vault.Challenges);
        Assert.StartsWith($"/secrets/{Name}", Assert.Single(vault.Requests), StringComparison.Ordinal);
        var asked = Assert.Single(credential.Asked);
        Assert.Equal($"{KeyVaultStandIn.Resource}/.default", Assert.Single(asked.Scopes));
        Assert.Equal(KeyVaultStandIn.Tenant, asked.TenantId);

        var hash = Keccak256.Compute([1]);
        Assert.Equal(Permitted.Wallet, Secp256k1.RecoverAddress(hash, await signer.SignAsync(hash, Cancellation)));
    }

    [Fact]
    public async Task Key_is_read_once_when_many_ask_at_the_same_time()
    {
        vault.Set(Name, Permitted.PrivateKey);

        var found = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => signers.CurrentAsync(Cancellation).AsTask()));

        Assert.Single(found.Distinct());
        Assert.Single(vault.Requests);
    }

    [Fact]
    public async Task New_version_takes_effect_without_restart_and_the_pinned_one_stays()
    {
        vault.Set(Name, Permitted.PrivateKey);
        var first = await signers.CurrentAsync(Cancellation);
        vault.Set(Name, OtherKey);

        Assert.Same(first, await signers.CurrentAsync(Cancellation));
        clock.Advance(KeyVaultSecretSigners.RefreshInterval);
        var second = await signers.CurrentAsync(Cancellation);

        Assert.NotEqual(first.Address, second.Address);
        Assert.NotEqual(first.KeyId, second.KeyId);
        Assert.Same(first, await signers.ForKeyAsync(first.KeyId, Cancellation));
    }

    [Fact]
    public async Task New_version_takes_effect_at_once_after_a_refresh()
    {
        vault.Set(Name, Permitted.PrivateKey);
        var first = await signers.CurrentAsync(Cancellation);
        vault.Set(Name, OtherKey);

        await signers.RefreshAsync(Cancellation);

        Assert.NotEqual(first.KeyId, (await signers.CurrentAsync(Cancellation)).KeyId);
    }

    [Fact]
    public async Task Pinned_version_is_read_by_a_process_that_never_saw_it()
    {
        vault.Set(Name, Permitted.PrivateKey);
        var keyId = (await signers.CurrentAsync(Cancellation)).KeyId;
        vault.Set(Name, OtherKey);
        using var restarted = NewSigners();

        var pinned = await restarted.ForKeyAsync(keyId, Cancellation);

        Assert.Equal((Permitted.Wallet, keyId), (pinned.Address, pinned.KeyId));
        Assert.Contains(keyId.Split('/')[^1], vault.Requests.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pinned_version_that_was_disabled_is_unavailable_with_its_status()
    {
        var version = vault.Set(Name, Permitted.PrivateKey);
        vault.Disable(Name, version);

        var error = await Unavailable(() => signers.ForKeyAsync($"{vault.VaultUri}secrets/{Name}/{version}", Cancellation));

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
        var keyId = pattern.Replace("{vault}", vault.VaultUri.Host, StringComparison.Ordinal);

        await Unavailable(() => signers.ForKeyAsync(keyId, Cancellation));

        Assert.Empty(vault.Requests);
    }

    [Fact]
    public async Task Missing_secret_is_unavailable_with_its_status()
    {
        var error = await Unavailable(() => signers.CurrentAsync(Cancellation));

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
        vault.Set(Name, value);

        var error = await Unavailable(() => signers.CurrentAsync(Cancellation));

        Assert.Contains("64 hexadecimal digits", error.Message, StringComparison.Ordinal);
        if (value.Length > 0)
            Assert.DoesNotContain(value, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expired_version_is_not_for_new_orders_but_ends_its_own()
    {
        var version = vault.Set(Name, Permitted.PrivateKey, expires: clock.GetUtcNow());

        await Unavailable(() => signers.CurrentAsync(Cancellation));
        var pinned = await signers.ForKeyAsync($"{vault.VaultUri}secrets/{Name}/{version}", Cancellation);

        Assert.Equal(Permitted.Wallet, pinned.Address);
    }

    [Fact]
    public async Task Version_that_is_not_in_force_yet_is_not_for_new_orders()
    {
        vault.Set(Name, Permitted.PrivateKey, notBefore: clock.GetUtcNow().AddHours(1));

        await Unavailable(() => signers.CurrentAsync(Cancellation));
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(Permitted.Wallet, (await signers.CurrentAsync(Cancellation)).Address);
    }

    [Theory]
    [InlineData(429, "Throttled")]
    [InlineData(500, "InternalServerError")]
    [InlineData(503, "ServiceUnavailable")]
    public async Task Passing_trouble_is_retried(int status, string code)
    {
        vault.Set(Name, Permitted.PrivateKey);
        vault.FailNext(status, code, times: 2);

        var signer = await signers.CurrentAsync(Cancellation);

        Assert.Equal(Permitted.Wallet, signer.Address);
        Assert.Equal(3, vault.Requests.Count);
    }

    [Fact]
    public async Task Lost_connection_and_silence_are_retried()
    {
        vault.Set(Name, Permitted.PrivateKey);
        vault.CutNext();
        vault.HangNext();

        var signer = await signers.CurrentAsync(Cancellation);

        Assert.Equal(Permitted.Wallet, signer.Address);
    }

    [Fact]
    public async Task Retry_after_is_waited_for()
    {
        vault.Set(Name, Permitted.PrivateKey);
        vault.FailNext(429, "Throttled", retryAfterSeconds: 1);
        var waited = Stopwatch.StartNew();

        await signers.CurrentAsync(Cancellation);

        Assert.True(waited.Elapsed >= TimeSpan.FromSeconds(0.9), $"waited {waited.Elapsed}");
    }

    [Theory]
    [InlineData(429, "Throttled")]
    [InlineData(503, "ServiceUnavailable")]
    public async Task Lasting_trouble_is_unavailable_after_a_limited_number_of_tries(int status, string code)
    {
        vault.Set(Name, Permitted.PrivateKey);
        vault.FailNext(status, code, times: 100);

        var error = await Unavailable(() => signers.CurrentAsync(Cancellation));

        Assert.Contains($"{status} {code}", error.Message, StringComparison.Ordinal);
        Assert.InRange(vault.Requests.Count, 2, 10);
    }

    [Theory]
    [InlineData(400, "BadParameter")]
    [InlineData(403, "Forbidden")]
    public async Task Sure_refusal_is_not_retried(int status, string code)
    {
        vault.Set(Name, Permitted.PrivateKey);
        vault.FailNext(status, code);

        await Unavailable(() => signers.CurrentAsync(Cancellation));

        Assert.Single(vault.Requests);
    }

    [Fact]
    public async Task Key_in_memory_ends_its_order_while_the_vault_is_down()
    {
        vault.Set(Name, Permitted.PrivateKey);
        var first = await signers.CurrentAsync(Cancellation);
        vault.FailNext(503, "ServiceUnavailable", times: 100);
        clock.Advance(KeyVaultSecretSigners.RefreshInterval);

        Assert.Same(first, await signers.ForKeyAsync(first.KeyId, Cancellation));
        await Unavailable(() => signers.CurrentAsync(Cancellation));
    }

    [Fact]
    public async Task Token_that_ran_out_is_replaced()
    {
        vault.Set(Name, Permitted.PrivateKey);
        credential.Lifetime = TimeSpan.Zero;
        await signers.CurrentAsync(Cancellation);
        vault.Token = "second-token";
        await signers.RefreshAsync(Cancellation);

        Assert.Equal(Permitted.Wallet, (await signers.CurrentAsync(Cancellation)).Address);
    }

    [Fact]
    public async Task No_token_is_unavailable()
    {
        credential.Fault = new CredentialUnavailableException("no identity here");

        var error = await Unavailable(() => signers.CurrentAsync(Cancellation));

        Assert.Contains("no token", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Caller_that_gives_up_gets_its_own_cancellation()
    {
        vault.Set(Name, Permitted.PrivateKey);
        vault.HangNext();
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        caller.CancelAfter(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await signers.CurrentAsync(caller.Token));
    }

    private static async Task<SignerUnavailableException> Unavailable(Func<ValueTask<ITransactionSigner>> ask)
    {
        var error = await Assert.ThrowsAsync<SignerUnavailableException>(async () => await ask());
        Assert.DoesNotContain(Permitted.PrivateKey, error.ToString(), StringComparison.OrdinalIgnoreCase);
        return error;
    }

    private KeyVaultSecretSigners NewSigners()
    {
        var options = SignerSetup.NewClientOptions();
        options.Transport = vault.NewTransport();
        options.Retry.Delay = TimeSpan.FromMilliseconds(5);
        options.Retry.MaxDelay = TimeSpan.FromMilliseconds(50);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(1);
        return new KeyVaultSecretSigners(
            new SecretClient(vault.VaultUri, credential, options), Name, clock, NullLogger<KeyVaultSecretSigners>.Instance);
    }
}
