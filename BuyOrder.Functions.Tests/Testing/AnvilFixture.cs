using BuyOrder.Local.Servers;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Testing;

/// <summary>A chain of its own for one test class (<c>IClassFixture&lt;AnvilFixture&gt;</c>), a block per transaction.</summary>
public sealed class AnvilFixture(TestServers servers) : IAsyncLifetime
{
    private Anvil? anvil;

    internal Anvil Anvil => anvil ?? throw new InvalidOperationException("The chain has not been started.");

    public async ValueTask InitializeAsync() => anvil = await servers.StartAnvilAsync(new AnvilOptions(), CancellationToken.None);

    public ValueTask DisposeAsync() => Anvil.DisposeAsync();
}
