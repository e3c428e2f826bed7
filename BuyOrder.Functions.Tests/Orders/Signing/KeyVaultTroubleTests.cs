using System.Diagnostics;
using Azure.Identity;
using BuyOrder.Orders.Signing;

namespace BuyOrder.Functions.Tests.Orders.Signing;

/// <summary>A vault that throttles, fails, is silent or refuses.</summary>
public sealed class KeyVaultTroubleTests : KeyVaultTests
{
    [Theory]
    [InlineData(429, "Throttled")]
    [InlineData(500, "InternalServerError")]
    [InlineData(503, "ServiceUnavailable")]
    public async Task Passing_trouble_is_retried(int status, string code)
    {
        Vault.Set(Name, Permitted.PrivateKey);
        Vault.FailNext(status, code, times: 2);

        var signer = await Signers.CurrentAsync(Cancellation);

        Assert.Equal(Permitted.Wallet, signer.Address);
        Assert.Equal(3, Vault.Requests.Count);
    }

    [Fact]
    public async Task Lost_connection_and_silence_are_retried()
    {
        Vault.Set(Name, Permitted.PrivateKey);
        Vault.CutNext();
        Vault.HangNext();

        var signer = await Signers.CurrentAsync(Cancellation);

        Assert.Equal(Permitted.Wallet, signer.Address);
    }

    [Fact]
    public async Task Retry_after_is_waited_for()
    {
        Vault.Set(Name, Permitted.PrivateKey);
        Vault.FailNext(429, "Throttled", retryAfterSeconds: 1);
        var waited = Stopwatch.StartNew();

        await Signers.CurrentAsync(Cancellation);

        Assert.True(waited.Elapsed >= TimeSpan.FromSeconds(0.9), $"waited {waited.Elapsed}");
    }

    [Theory]
    [InlineData(429, "Throttled")]
    [InlineData(503, "ServiceUnavailable")]
    public async Task Lasting_trouble_is_unavailable_after_a_limited_number_of_tries(int status, string code)
    {
        Vault.Set(Name, Permitted.PrivateKey);
        Vault.FailNext(status, code, times: 100);

        var error = await Unavailable(() => Signers.CurrentAsync(Cancellation));

        Assert.Contains($"{status} {code}", error.Message, StringComparison.Ordinal);
        Assert.InRange(Vault.Requests.Count, 2, 10);
    }

    [Theory]
    [InlineData(400, "BadParameter")]
    [InlineData(403, "Forbidden")]
    public async Task Sure_refusal_is_not_retried(int status, string code)
    {
        Vault.Set(Name, Permitted.PrivateKey);
        Vault.FailNext(status, code);

        await Unavailable(() => Signers.CurrentAsync(Cancellation));

        Assert.Single(Vault.Requests);
    }

    [Fact]
    public async Task Key_in_memory_ends_its_order_while_the_vault_is_down()
    {
        Vault.Set(Name, Permitted.PrivateKey);
        var first = await Signers.CurrentAsync(Cancellation);
        Vault.FailNext(503, "ServiceUnavailable", times: 100);
        Clock.Advance(KeyVaultSecretSigners.RefreshInterval);

        Assert.Same(first, await Signers.ForKeyAsync(first.KeyId, Cancellation));
        await Unavailable(() => Signers.CurrentAsync(Cancellation));
    }

    [Fact]
    public async Task Token_that_ran_out_is_replaced()
    {
        Vault.Set(Name, Permitted.PrivateKey);
        Credential.Lifetime = TimeSpan.Zero;
        await Signers.CurrentAsync(Cancellation);
        Vault.Token = "second-token";
        await Signers.RefreshAsync(Cancellation);

        Assert.Equal(Permitted.Wallet, (await Signers.CurrentAsync(Cancellation)).Address);
    }

    [Fact]
    public async Task No_token_is_unavailable()
    {
        Credential.Fault = new CredentialUnavailableException("no identity here");

        var error = await Unavailable(() => Signers.CurrentAsync(Cancellation));

        Assert.Contains("no token", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Caller_that_gives_up_gets_its_own_cancellation()
    {
        Vault.Set(Name, Permitted.PrivateKey);
        Vault.HangNext();
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        caller.CancelAfter(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Signers.CurrentAsync(caller.Token));
    }

    [Fact]
    public async Task Silence_that_lasts_is_unavailable()
    {
        Vault.Set(Name, Permitted.PrivateKey);
        for (var i = 0; i < 20; i++)
            Vault.HangNext();

        await Unavailable(() => Signers.CurrentAsync(Cancellation));
    }

    [Fact]
    public async Task Key_in_memory_does_not_wait_for_a_slow_vault()
    {
        Vault.Set(Name, Permitted.PrivateKey);
        var first = await Signers.CurrentAsync(Cancellation);
        Clock.Advance(KeyVaultSecretSigners.RefreshInterval);
        Vault.HangNext();
        var refreshing = Signers.CurrentAsync(Cancellation).AsTask();

        var pinned = Signers.ForKeyAsync(first.KeyId, Cancellation);

        Assert.True(pinned.IsCompletedSuccessfully);
        Assert.Same(first, await pinned);
        Assert.Same(first, await refreshing);
    }
}
