using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Azure.Identity;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Orders.Signing;
using BuyOrder.Testing.StandIns;

namespace BuyOrder.Functions.Tests.Orders.Signing;

/// <summary>Each answer of a vault has its own trouble; those that only other settings can cure refuse the start.</summary>
public sealed class KeyVaultKeyTroubleTests : VaultKeyTests
{
    private const string P256 = "1.2.840.10045.3.1.7";
    private const string P521 = "1.3.132.0.35";

    [Theory]
    [InlineData(400, "BadParameter", "UnexpectedStatus")]
    [InlineData(403, "Forbidden", "Forbidden")]
    [InlineData(404, "KeyNotFound", "NotFound")]
    [InlineData(409, "ObjectIsDeletedButRecoverable", "Deleted")]
    [InlineData(429, "Throttled", "Throttled")]
    [InlineData(500, "InternalServerError", "VaultFailed")]
    [InlineData(503, "ServiceUnavailable", "VaultFailed")]
    public async Task Lasting_error_is_told_with_its_status_code_and_trouble(int status, string code, string trouble)
    {
        var expected = Enum.Parse<SignerTrouble>(trouble);
        var signer = await Signers.CurrentAsync(Cancellation);
        Clock.Advance(KeyVaultKeySigners.RefreshInterval);
        Vault.FailNext(status, code, times: 100);

        var read = await UnavailableAsync(expected, Signers.CurrentAsync(Cancellation));
        var signed = await UnavailableAsync(expected, signer.SignAsync(Hash, Cancellation));

        Assert.Contains($"status {status} {code}", read.Message, StringComparison.Ordinal);
        Assert.Contains(IdOf(Key), signed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ForbiddenByRbac", "Forbidden")]
    [InlineData("ForbiddenByFirewall", "Forbidden")]
    [InlineData("KeyDisabled", "Disabled")]
    [InlineData("KeyExpired", "Expired")]
    [InlineData("KeyNotYetValid", "NotYetInForce")]
    [InlineData("KeyOperationForbidden", "MayNotSign")]
    public async Task Closer_code_of_a_refusal_decides(string inner, string trouble)
    {
        Vault.RefuseNext(403, "Forbidden", inner);

        var error = await UnavailableAsync(Enum.Parse<SignerTrouble>(trouble), Signers.CurrentAsync(Cancellation));

        Assert.Contains($"403 Forbidden {inner}", error.Message, StringComparison.Ordinal);
        Assert.Single(Vault.Requests);
    }

    [Fact]
    public async Task Token_that_the_vault_does_not_take_is_told()
    {
        var signer = await Signers.CurrentAsync(Cancellation);
        Vault.Token = "another";

        await UnavailableAsync(SignerTrouble.NotAuthenticated, signer.SignAsync(Hash, Cancellation));
    }

    [Fact]
    public async Task No_token_is_told()
    {
        Credential.Fault = new CredentialUnavailableException("no identity here");

        var error = await UnavailableAsync(SignerTrouble.NotAuthenticated, Signers.CurrentAsync(Cancellation));

        Assert.Contains("no token", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "Throttled")]
    [InlineData(500, "InternalServerError")]
    [InlineData(503, "ServiceUnavailable")]
    public async Task Passing_trouble_is_retried_also_when_signing(int status, string code)
    {
        var signer = await Signers.CurrentAsync(Cancellation);
        Vault.FailNext(status, code, times: 2);
        Vault.CutNext();
        Vault.HangNext();

        Assert.Equal(Permitted.Wallet, Secp256k1.RecoverAddress(Hash, await signer.SignAsync(Hash, Cancellation)));
    }

    [Fact]
    public async Task Retry_after_is_waited_for()
    {
        var signer = await Signers.CurrentAsync(Cancellation);
        Vault.FailNext(429, "Throttled", retryAfterSeconds: 1);
        var waited = Stopwatch.StartNew();

        await signer.SignAsync(Hash, Cancellation);

        Assert.True(waited.Elapsed >= TimeSpan.FromSeconds(0.9), $"waited {waited.Elapsed}");
    }

    [Fact]
    public async Task Lost_connections_past_all_tries_are_no_answer()
    {
        for (var i = 0; i < 20; i++)
            Vault.CutNext();

        await UnavailableAsync(SignerTrouble.NoAnswer, Signers.CurrentAsync(Cancellation));
    }

    [Fact]
    public async Task Silence_is_told_and_ends()
    {
        for (var i = 0; i < 20; i++)
            Vault.HangNext();

        var error = await Assert.ThrowsAsync<SignerUnavailableException>(async () => await Signers.CurrentAsync(Cancellation));

        Assert.True(error.Trouble is SignerTrouble.NoAnswer or SignerTrouble.TimedOut, error.Trouble.ToString());
    }

    [Fact]
    public async Task Caller_that_gives_up_while_the_vault_signs_gets_its_own_cancellation()
    {
        var signer = await Signers.CurrentAsync(Cancellation);
        Vault.HangNext();
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        caller.CancelAfter(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await signer.SignAsync(Hash, caller.Token));
    }

    [Fact]
    public async Task Key_that_is_disabled_expired_or_not_in_force_is_not_for_new_orders_and_the_vault_does_not_sign_with_it()
    {
        var signer = await Signers.CurrentAsync(Cancellation);
        await ChangedAsync(() => Key.IsEnabled = false, SignerTrouble.Disabled);
        Key.IsEnabled = true;
        await ChangedAsync(() => Key.NotBefore = Clock.GetUtcNow().AddHours(1), SignerTrouble.NotYetInForce);
        Key.NotBefore = null;
        await ChangedAsync(() => Key.ExpiresOn = Clock.GetUtcNow(), SignerTrouble.Expired);

        Key.ExpiresOn = null;
        Assert.Same(signer, await Signers.CurrentAsync(Cancellation));

        async Task ChangedAsync(Action change, SignerTrouble trouble)
        {
            change();
            await UnavailableAsync(trouble, signer.SignAsync(Hash, Cancellation));
            Clock.Advance(KeyVaultKeySigners.RefreshInterval);
            await UnavailableAsync(trouble, Signers.CurrentAsync(Cancellation));
        }
    }

    [Fact]
    public async Task Key_that_does_not_fit_is_told_and_refuses_the_start()
    {
        await RefusedAsync(NewSigners(Vault.Keys.Create(Name, P256)), SignerTrouble.WrongCurve, "P-256;");
        await RefusedAsync(NewSigners(Vault.Keys.Create(Name, P521)), SignerTrouble.WrongCurve, "P-521");
        await RefusedAsync(NewSigners(Key, Permitted.Filled(9)), SignerTrouble.WrongAddress, SignerOptions.AddressSetting);
        Key.Operations = ["verify"];
        await RefusedAsync(Signers, SignerTrouble.MayNotSign, "sign");
        Key.Operations = ["sign"];
        Answers("key.kty", "RSA");
        await RefusedAsync(Signers, SignerTrouble.WrongKeyType, "RSA");
        Answers("key.kty", "oct");
        await RefusedAsync(Signers, SignerTrouble.WrongKeyType, "oct");
        Answers("key.kid", $"{Vault.VaultUri}keys/{Name}/0123456789abcdef0123456789abcdef");
        await RefusedAsync(Signers, SignerTrouble.OtherVersion, SignerOptions.KeyVersionSetting);
        Vault.Keys.Spoil = null;
        Key.IsDeleted = true;
        await RefusedAsync(Signers, SignerTrouble.NotFound, "recovered");
    }

    [Fact]
    public async Task Key_that_may_come_back_refuses_no_start()
    {
        Key.IsEnabled = false;

        await Assert.ThrowsAsync<SignerUnavailableException>(() => SignerSetup.FaultAsync(Signers, Cancellation));
        Key.IsEnabled = true;
        Assert.Null(await SignerSetup.FaultAsync(Signers, Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"\\ud800\"")]
    [InlineData("""{"kid":7,"value":"AA"}""")]
    public async Task Answer_that_is_no_answer_is_malformed(string body)
    {
        var signer = await Signers.CurrentAsync(Cancellation);
        Clock.Advance(KeyVaultKeySigners.RefreshInterval);
        Vault.AnswerNext(body);
        Vault.AnswerNext(body);

        await UnavailableAsync(SignerTrouble.Malformed, Signers.CurrentAsync(Cancellation));
        await UnavailableAsync(SignerTrouble.Malformed, signer.SignAsync(Hash, Cancellation));
    }

    [Theory]
    [InlineData("key", null)]
    [InlineData("key.kid", null)]
    [InlineData("key.x", null)]
    [InlineData("key.x", "AAAA")]
    [InlineData("key.y", "not base64!")]
    [InlineData("attributes", null)]
    [InlineData("attributes.enabled", "yes")]
    [InlineData("attributes.exp", "tomorrow")]
    public async Task Key_that_is_told_in_part_is_malformed(string path, string? value)
    {
        Answers(path, value is null ? null : JsonValue.Create(value));

        await UnavailableAsync(SignerTrouble.Malformed, Signers.CurrentAsync(Cancellation));
    }

    [Fact]
    public async Task Answer_beyond_all_bounds_is_malformed()
    {
        Answers("tags", new string('a', 100_000));

        await UnavailableAsync(SignerTrouble.Malformed, Signers.CurrentAsync(Cancellation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    [InlineData(72)]
    public async Task Signature_of_another_length_is_malformed(int length)
    {
        var signer = await Signers.CurrentAsync(Cancellation);
        Answers("value", Base64Url.EncodeToString(new byte[length]));

        await UnavailableAsync(SignerTrouble.Malformed, signer.SignAsync(Hash, Cancellation));
    }

    [Fact]
    public async Task Signature_of_another_hash_key_or_version_is_never_used()
    {
        var signer = await Signers.CurrentAsync(Cancellation);
        var other = Vault.Keys.Create(Name);
        Answers("value", Signed(Key, Keccak256.Compute([2]).ToArray()));
        await UnavailableAsync(SignerTrouble.WrongSignature, signer.SignAsync(Hash, Cancellation));
        Answers("value", Signed(other, Hash.ToArray()));
        await UnavailableAsync(SignerTrouble.WrongSignature, signer.SignAsync(Hash, Cancellation));
        Answers("value", Base64Url.EncodeToString(new byte[64]));
        await UnavailableAsync(SignerTrouble.WrongSignature, signer.SignAsync(Hash, Cancellation));
        Answers("kid", IdOf(other));
        await UnavailableAsync(SignerTrouble.OtherVersion, signer.SignAsync(Hash, Cancellation));
    }

    [Fact]
    public async Task Signature_with_any_bit_changed_is_never_used()
    {
        var signer = await Signers.CurrentAsync(Cancellation);
        var whole = Base64Url.DecodeFromChars(Signed(Key, Hash.ToArray()));
        for (var bit = 0; bit < 8 * whole.Length; bit += 3)
        {
            var changed = whole.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Answers("value", Base64Url.EncodeToString(changed));

            await UnavailableAsync(SignerTrouble.WrongSignature, signer.SignAsync(Hash, Cancellation));
        }

        Answers("value", Base64Url.EncodeToString(whole));
        Assert.Equal(Permitted.Wallet, Secp256k1.RecoverAddress(Hash, await signer.SignAsync(Hash, Cancellation)));
    }

    private static string Signed(VaultKey key, byte[] hash) => Base64Url.EncodeToString(
        key.Pair.SignHash(hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    private static async Task RefusedAsync(KeyVaultKeySigners signers, SignerTrouble trouble, string told)
    {
        await UnavailableAsync(trouble, signers.CurrentAsync(Cancellation));
        var line = await SignerSetup.FaultAsync(signers, Cancellation);

        Assert.Contains(told, line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line!);
    }
}
