using System.Security.Cryptography;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Orders.Signing;
using Microsoft.Extensions.Logging.Abstractions;

namespace BuyOrder.Functions.Tests.Orders.Signing;

/// <summary>Which version signs, what is asked of the vault, and that what comes back is Ethereum's form of a signature.</summary>
public sealed class KeyVaultKeySignersTests : VaultKeyTests
{
    [Fact]
    public async Task Public_key_is_read_once_and_each_hash_is_signed_in_the_vault()
    {
        var signer = await Signers.CurrentAsync(Cancellation);
        Assert.Same(signer, await Signers.CurrentAsync(Cancellation));
        Assert.Same(signer, await Signers.ForKeyAsync(IdOf(Key), Cancellation));
        var signature = await signer.SignAsync(Hash, Cancellation);

        Assert.Equal((Permitted.Wallet, IdOf(Key)), (signer.Address, signer.KeyId));
        Assert.Equal(Permitted.Wallet, Secp256k1.RecoverAddress(Hash, signature));
        Assert.Equal(
            [$"/keys/{Name}/{Key.Version}?api-version=7.4", $"/keys/{Name}/{Key.Version}/sign?api-version=7.4"], Vault.Requests);
        Assert.Equal("https://vault.azure.net/.default", Assert.Single(Assert.Single(Credential.Asked).Scopes));
    }

    [Fact]
    public async Task Any_hash_of_any_key_gets_a_signature_with_low_s_that_leads_back_to_the_key()
    {
        var keys = Enumerable.Range(0, 4).Select(_ => Vault.Keys.Create(Name)).ToList();
        var highs = 0;
        foreach (var key in keys)
        {
            var point = key.Pair.ExportParameters(includePrivateParameters: false).Q;
            var address = Address.FromPublicKey([.. Padded(point.X!), .. Padded(point.Y!)]);
            var signer = await NewSigners(key, address).CurrentAsync(Cancellation);
            for (var i = 0; i < 50; i++)
            {
                var hash = new Hash256(i == 0 ? new byte[32] : RandomNumberGenerator.GetBytes(32));

                var signature = await signer.SignAsync(hash, Cancellation);

                Assert.Equal(address, Secp256k1.RecoverAddress(hash, signature));
                Assert.InRange(signature.S, 1, Secp256k1.HalfOrder);
                Assert.True(key.Pair.VerifyHash(hash.ToArray(), (byte[])[.. Bytes(signature.R), .. Bytes(signature.S)]));
                highs += signature.YParity;
            }
        }

        Assert.InRange(highs, 1, 199);
    }

    [Fact]
    public async Task Signed_transaction_of_an_order_is_the_permitted_one()
    {
        var guarded = new GuardedSigner(new SigningPolicy(Permitted.ChainId, Permitted.Route), Signers, NullLogger<GuardedSigner>.Instance);
        var key = await guarded.CurrentKeyAsync(Cancellation);
        foreach (var (transaction, request) in new[] { Permitted.Approve(), Permitted.Swap(), Permitted.Cancel() })
        {
            var signed = await guarded.SignAsync(transaction, request with { KeyId = key.KeyId, Wallet = key.Wallet }, Cancellation);

            Assert.Equal(transaction, signed.Transaction);
            Assert.Equal(Permitted.Wallet, SignedTransaction.Decode(signed.Encoded).RecoverSender());
        }
    }

    [Fact]
    public async Task Newer_version_in_the_vault_changes_nothing_until_it_is_set()
    {
        var first = await Signers.CurrentAsync(Cancellation);
        var newer = Vault.Keys.Create(Name);
        Clock.Advance(KeyVaultKeySigners.RefreshInterval);

        Assert.Same(first, await Signers.CurrentAsync(Cancellation));
        Assert.DoesNotContain(Vault.Requests, request => request.Contains(newer.Version, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Order_of_an_earlier_version_is_signed_by_that_version()
    {
        var earlier = Vault.Keys.Create(Name);

        var signer = await Signers.ForKeyAsync(IdOf(earlier), Cancellation);
        var signature = await signer.SignAsync(Hash, Cancellation);

        Assert.Equal(IdOf(earlier), signer.KeyId);
        Assert.NotEqual(Permitted.Wallet, signer.Address);
        Assert.Equal(signer.Address, Secp256k1.RecoverAddress(Hash, signature));
    }

    [Theory]
    [InlineData("https://other.vault.azure.net/keys/buy-order-key/0123456789abcdef0123456789abcdef")]
    [InlineData("https://{vault}/keys/other-key/0123456789abcdef0123456789abcdef")]
    [InlineData("https://{vault}/secrets/buy-order-key/0123456789abcdef0123456789abcdef")]
    [InlineData("https://{vault}/keys/buy-order-key/")]
    [InlineData("https://{vault}/keys/buy-order-key/0123456789abcdef0123456789abcde/")]
    [InlineData("https://{vault}/keys/buy-order-key/../other-key/0123456789abcdef")]
    [InlineData("")]
    public async Task Pinned_key_of_elsewhere_is_never_asked_for(string pattern)
    {
        var keyId = pattern.Replace("{vault}", Vault.VaultUri.Host, StringComparison.Ordinal);

        await UnavailableAsync(SignerTrouble.OtherVersion, Signers.ForKeyAsync(keyId, Cancellation));

        Assert.Empty(Vault.Requests);
    }

    [Fact]
    public async Task Key_is_read_once_when_many_ask_at_the_same_time()
    {
        var found = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Signers.CurrentAsync(Cancellation).AsTask()));

        Assert.Single(found.Distinct());
        Assert.Single(Vault.Requests);
    }

    [Fact]
    public async Task Token_that_ran_out_is_replaced()
    {
        Credential.Lifetime = TimeSpan.Zero;
        var signer = await Signers.CurrentAsync(Cancellation);
        Vault.Token = "second-token";

        Assert.Equal(Permitted.Wallet, Secp256k1.RecoverAddress(Hash, await signer.SignAsync(Hash, Cancellation)));
    }

    private static byte[] Padded(byte[] coordinate) => [.. new byte[32 - coordinate.Length], .. coordinate];

    private static byte[] Bytes(System.Numerics.BigInteger value) => Padded(value.ToByteArray(isUnsigned: true, isBigEndian: true));
}
