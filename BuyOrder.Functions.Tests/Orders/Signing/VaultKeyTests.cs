using System.Text.Json.Nodes;
using BuyOrder.Domain.Chain;
using BuyOrder.Orders.Signing;
using BuyOrder.Testing.StandIns;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Orders.Signing;

/// <summary>A vault with a real key on P-256K that never leaves it, and the real pipeline in front of it.</summary>
public abstract class VaultKeyTests : IAsyncLifetime
{
    protected const string Name = "buy-order-key";

    private readonly List<KeyVaultKeySigners> made = [];

    private protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 22, 2, 0, 0, TimeSpan.Zero));

    private protected KeyVaultStandIn Vault { get; private set; } = null!;

    private protected VaultCredential Credential { get; private set; } = null!;

    private protected VaultKey Key { get; private set; } = null!;

    private protected KeyVaultKeySigners Signers { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected static Hash256 Hash { get; } = Keccak256.Compute([1]);

    public async ValueTask InitializeAsync()
    {
        Vault = await KeyVaultStandIn.StartAsync(CancellationToken.None);
        Credential = new VaultCredential(Vault);
        Key = NewKey();
        Signers = NewSigners(Key);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var signers in made)
            signers.Dispose();
        await Vault.DisposeAsync();
    }

    private protected VaultKey NewKey()
    {
        var key = Vault.Keys.Create(Name, privateKey: Convert.FromHexString(Permitted.PrivateKey));
        key.Now = Clock.GetUtcNow;
        return key;
    }

    private protected string IdOf(VaultKey key) => $"{Vault.VaultUri}keys/{key.Name}/{key.Version}";

    private protected KeyVaultKeySigners NewSigners(VaultKey key, Address? expected = null)
    {
        var options = SignerSetup.NewKeyClientOptions();
        options.Transport = Vault.NewTransport();
        options.Retry.Delay = TimeSpan.FromMilliseconds(5);
        options.Retry.MaxDelay = TimeSpan.FromMilliseconds(50);
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(1);
        var signers = new KeyVaultKeySigners(
            KeyVaultKeyClient.Create(Vault.VaultUri, Credential, options),
            key.Name,
            key.Version,
            expected ?? Permitted.Wallet,
            Clock,
            NullLogger<KeyVaultKeySigners>.Instance);
        made.Add(signers);
        return signers;
    }

    /// <summary>What the vault answers from now on is changed at one place.</summary>
    private protected void Answers(string path, JsonNode? value) => Vault.Keys.Spoil = answer =>
    {
        var names = path.Split('.');
        var at = names[..^1].Aggregate(answer, (node, name) => node[name]!.AsObject());
        if (value is null)
            at.Remove(names[^1]);
        else
            at[names[^1]] = value.DeepClone();
    };

    private protected static async Task<SignerUnavailableException> UnavailableAsync<T>(SignerTrouble trouble, ValueTask<T> asked)
    {
        var error = await Assert.ThrowsAsync<SignerUnavailableException>(async () => await asked);
        Assert.Equal(trouble, error.Trouble);
        Assert.DoesNotContain('\n', error.Message);
        return error;
    }
}
