using Azure.Security.KeyVault.Secrets;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Orders.Signing;
using BuyOrder.Testing.StandIns;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Orders.Signing;

/// <summary>A vault, and the real client in front of it.</summary>
public abstract class KeyVaultTests : IAsyncLifetime
{
    protected const string Name = "buy-order-key";
    protected const string OtherKey = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

    private protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero));

    private protected KeyVaultStandIn Vault { get; private set; } = null!;

    private protected VaultCredential Credential { get; private set; } = null!;

    private protected KeyVaultSecretSigners Signers { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Vault = await KeyVaultStandIn.StartAsync(CancellationToken.None);
        Credential = new VaultCredential(Vault);
        Signers = NewSigners();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Signers.Dispose();
        await Vault.DisposeAsync();
    }

    private protected static async Task<SignerUnavailableException> Unavailable(Func<ValueTask<ITransactionSigner>> ask)
    {
        var error = await Assert.ThrowsAsync<SignerUnavailableException>(async () => await ask());
        Assert.DoesNotContain(Permitted.PrivateKey, error.ToString(), StringComparison.OrdinalIgnoreCase);
        return error;
    }

    private protected KeyVaultSecretSigners NewSigners()
    {
        var options = SignerSetup.NewClientOptions();
        options.Transport = Vault.NewTransport();
        options.Retry.Delay = TimeSpan.FromMilliseconds(5);
        options.Retry.MaxDelay = TimeSpan.FromMilliseconds(50);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(1);
        return new KeyVaultSecretSigners(
            new SecretClient(Vault.VaultUri, Credential, options), Name, Clock, NullLogger<KeyVaultSecretSigners>.Instance);
    }
}
