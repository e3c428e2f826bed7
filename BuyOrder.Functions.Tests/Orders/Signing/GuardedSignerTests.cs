using System.Runtime.InteropServices;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Orders.Signing;
using Microsoft.Extensions.Logging.Abstractions;

namespace BuyOrder.Functions.Tests.Orders.Signing;

public sealed class GuardedSignerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signer_signs_each_intent_with_the_pinned_key()
    {
        using var keys = new DevelopmentSigners(Permitted.PrivateKey, Permitted.ChainId);
        var signer = Guarded(keys);
        var key = await signer.CurrentKeyAsync(Cancellation);

        foreach (var (transaction, request) in new[] { Permitted.Approve(), Permitted.Swap(), Permitted.Cancel() })
        {
            var signed = await signer.SignAsync(transaction, request with { KeyId = key.KeyId, Wallet = key.Wallet }, Cancellation);

            Assert.Equal(transaction, signed.Transaction);
            Assert.Equal(Permitted.Wallet, signed.RecoverSender());
            Assert.Equal(signed.Hash, SignedTransaction.Decode(signed.Encoded).Hash);
        }
    }

    [Fact]
    public async Task Signer_asks_no_key_for_a_transaction_that_is_refused()
    {
        var keys = new Adversary(Honest());
        var (transaction, request) = Permitted.Swap();

        var refused = await Refused(keys, transaction with { Value = 1 }, request);

        Assert.Equal(SigningRefusal.Value, refused.Refusal);
        Assert.Equal(0, keys.Signatures);
    }

    [Fact]
    public async Task Signer_refuses_a_key_of_another_address()
    {
        var (transaction, request) = Permitted.Swap();
        using var other = new PrivateKeySigner(Enumerable.Repeat((byte)9, 32).ToArray(), request.KeyId);

        var refused = await Refused(new Adversary(other), transaction, request);

        Assert.Equal(SigningRefusal.Key, refused.Refusal);
    }

    [Fact]
    public async Task Signer_refuses_another_version_of_the_key()
    {
        var (transaction, request) = Permitted.Swap();

        var refused = await Refused(new Adversary(Honest()), transaction, request with { KeyId = "another version" });

        Assert.Equal(SigningRefusal.Key, refused.Refusal);
    }

    [Fact]
    public async Task Signer_refuses_a_signature_over_something_else()
    {
        var (transaction, request) = Permitted.Swap();

        var refused = await Refused(
            new Adversary(Honest()) { HashToSign = _ => Keccak256.Compute([1, 2, 3]) }, transaction, request);

        Assert.Equal(SigningRefusal.Signature, refused.Refusal);
    }

    [Fact]
    public async Task Signer_refuses_a_signature_by_another_key()
    {
        var (transaction, request) = Permitted.Swap();
        using var other = new PrivateKeySigner(Enumerable.Repeat((byte)9, 32).ToArray(), request.KeyId);

        var refused = await Refused(new Adversary(other) { Pretends = Permitted.Wallet }, transaction, request);

        Assert.Equal(SigningRefusal.Signature, refused.Refusal);
    }

    [Fact]
    public async Task Signer_signs_what_it_read_when_the_builder_changes_the_data_meanwhile()
    {
        var (transaction, request) = Permitted.Swap();
        var original = transaction.Data.ToArray();
        Assert.True(MemoryMarshal.TryGetArray(transaction.Data, out var shared));
        var keys = new Adversary(Honest()) { BeforeSigning = () => shared.Array![^1] ^= 1 };

        var signed = await Guarded(keys).SignAsync(transaction, request, Cancellation);

        Assert.Equal(original, signed.Transaction.Data.ToArray());
    }

    [Fact]
    public async Task Signer_refuses_a_real_chain_to_development_keys_also_when_signing()
    {
        using var keys = new DevelopmentSigners(Permitted.PrivateKey, Permitted.ChainId);
        var (transaction, request) = Permitted.Swap();
        var signer = new GuardedSigner(new SigningPolicy(1, Permitted.Route), keys, NullLogger<GuardedSigner>.Instance);

        var refused = await Assert.ThrowsAsync<SigningRefusedException>(
            async () => await signer.SignAsync(transaction with { ChainId = 1 }, request, Cancellation));

        Assert.Equal(SigningRefusal.Key, refused.Refusal);
    }

    private static GuardedSigner Guarded(ISigners keys) =>
        new(new SigningPolicy(Permitted.ChainId, Permitted.Route), keys, NullLogger<GuardedSigner>.Instance);

    private static PrivateKeySigner Honest() =>
        PrivateKeyText.TryCreateSigner(Permitted.PrivateKey, Permitted.Swap().Request.KeyId)!;

    private static async Task<SigningRefusedException> Refused(ISigners keys, FeeMarketTransaction transaction, SigningRequest request) =>
        await Assert.ThrowsAsync<SigningRefusedException>(async () => await Guarded(keys).SignAsync(transaction, request, Cancellation));

    /// <summary>Keys that do not do what they should.</summary>
    private sealed class Adversary(PrivateKeySigner inner) : ISigners, ITransactionSigner
    {
        public Address? Pretends { get; init; }

        public Func<Hash256, Hash256> HashToSign { get; init; } = hash => hash;

        public Action BeforeSigning { get; init; } = () => { };

        public int Signatures { get; private set; }

        public Address Address => Pretends ?? inner.Address;

        public string KeyId => inner.KeyId;

        public bool MaySignFor(ulong chainId) => true;

        public ValueTask<ITransactionSigner> CurrentAsync(CancellationToken cancellation) => ValueTask.FromResult<ITransactionSigner>(this);

        public ValueTask<ITransactionSigner> ForKeyAsync(string keyId, CancellationToken cancellation) => CurrentAsync(cancellation);

        public ValueTask<Signature> SignAsync(Hash256 hash, CancellationToken cancellationToken)
        {
            Signatures++;
            BeforeSigning();
            return inner.SignAsync(HashToSign(hash), cancellationToken);
        }
    }
}
