using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Functions.Hosting;

/// <summary>One running app for all tests of a class, on tables of its own (<c>IClassFixture&lt;AppFixture&gt;</c>).</summary>
public sealed class AppFixture(TestServers servers) : IAsyncLifetime
{
    private HostedApp? app;

    internal HostedApp App => app ?? throw new InvalidOperationException("The app has not been started.");

    public async ValueTask InitializeAsync() => app = await HostedApp.StartAsync(servers);

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
