using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Functions.Hosting;

/// <summary>One handler for all tests of a class, on tables of its own (<c>IClassFixture&lt;RunningHandler&gt;</c>).</summary>
public sealed class RunningHandler(TestServers servers) : IAsyncLifetime
{
    private HandlerProcess? handler;

    internal HandlerProcess Handler => handler ?? throw new InvalidOperationException("The handler has not been started.");

    public async ValueTask InitializeAsync() => handler = await HandlerProcess.StartAsync(servers);

    public ValueTask DisposeAsync() => Handler.DisposeAsync();
}
