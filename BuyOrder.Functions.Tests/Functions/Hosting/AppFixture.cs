using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Functions.Hosting;

/// <summary>One running app, on tables of its own: for the tests of a class (<c>IClassFixture&lt;AppFixture&gt;</c>), or of a <see cref="SharedApp"/>.</summary>
public sealed class AppFixture(TestServers servers) : IAsyncLifetime
{
    private HostedApp? app;

    internal HostedApp App => app ?? throw new InvalidOperationException("The app has not been started.");

    public async ValueTask InitializeAsync() => app = await HostedApp.StartAsync(servers);

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

/// <summary>
/// Classes that use one app one after another: a start takes longer than most of their tests. What one of them records the others see, so
/// each has ids, days and currencies of its own, and compares totals with what they were before.
/// </summary>
[CollectionDefinition(nameof(SharedApp))]
public sealed class SharedApp : ICollectionFixture<AppFixture>;
