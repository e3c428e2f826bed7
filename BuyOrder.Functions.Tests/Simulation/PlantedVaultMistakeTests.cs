using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Orders.Signing;
using BuyOrder.Simulation;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>Mistakes in what is made of a vault that fails in the middle of signing: each is put before the engine and must be found.</summary>
public sealed class PlantedVaultMistakeTests(ITestOutputHelper output)
{
    private const string Refused = "was refused at the signing boundary";

    [Fact]
    public void Outage_taken_for_a_refusal_is_found() =>
        Planted.IsFound(output, 7..100, Refused, () => new Plant
        {
            Signers = signers => new PlantedSigners(signers) { WithoutSignature = outage => throw new SigningRefusedException(SigningRefusal.Key, outage.Message) },
        });

    [Fact]
    public void Signature_before_an_outage_given_out_again_after_it_is_found() =>
        Planted.IsFound(output, 21..100, Refused, () =>
        {
            Signature? last = null;
            return new Plant
            {
                Signers = signers => new PlantedSigners(signers) { Signed = signature => last = signature, WithoutSignature = outage => last ?? throw outage },
            };
        });

    [Fact]
    public void Newest_key_in_the_place_of_one_that_cannot_be_had_is_found() =>
        Planted.IsFound(output, 574..1000, Refused, () => new Plant
        {
            Signers = signers => new PlantedSigners(signers) { WithoutKey = cancellation => signers.CurrentAsync(cancellation) },
        });

    /// <summary>The vault, but for what an outage comes to.</summary>
    private sealed class PlantedSigners(ISigners inner) : ISigners
    {
        public Func<CancellationToken, ValueTask<ITransactionSigner>>? WithoutKey { get; init; }

        public Func<SignerUnavailableException, Signature>? WithoutSignature { get; init; }

        public Action<Signature> Signed { get; init; } = _ => { };

        public bool MaySignFor(ulong chainId) => inner.MaySignFor(chainId);

        public ValueTask<ITransactionSigner> CurrentAsync(CancellationToken cancellation) => inner.CurrentAsync(cancellation);

        public async ValueTask<ITransactionSigner> ForKeyAsync(string keyId, CancellationToken cancellation)
        {
            try
            {
                return new PlantedSigner(this, await inner.ForKeyAsync(keyId, cancellation));
            }
            catch (SignerUnavailableException) when (WithoutKey is not null)
            {
                return await WithoutKey(cancellation);
            }
        }

        private sealed class PlantedSigner(PlantedSigners signers, ITransactionSigner inner) : ITransactionSigner
        {
            public Address Address => inner.Address;

            public string KeyId => inner.KeyId;

            public async ValueTask<Signature> SignAsync(Hash256 hash, CancellationToken cancellationToken)
            {
                try
                {
                    var signature = await inner.SignAsync(hash, cancellationToken);
                    signers.Signed(signature);
                    return signature;
                }
                catch (SignerUnavailableException outage) when (signers.WithoutSignature is not null)
                {
                    return signers.WithoutSignature(outage);
                }
            }
        }
    }
}
