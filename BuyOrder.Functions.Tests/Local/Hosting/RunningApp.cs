using System.Text;
using BuyOrder.Local.Hosting;
using BuyOrder.Local.ServiceBus;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Local.Hosting;

/// <summary>A test app under the local host, with a client for it.</summary>
internal sealed class RunningApp(TestApp app, LocalHost host) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    public TestApp App => app;

    public LocalHost Host => host;

    public HttpClient Client { get; } = new() { BaseAddress = host.BaseAddress };

    /// <summary>Timers fire only when asked for, unless a test says otherwise.</summary>
    public static Task<RunningApp> StartAsync(
        TestServers servers, TestApp app, Dictionary<string, TimerSchedule?>? firing = null, params (string Name, string Value)[] settings) =>
        StartAsync(servers, app, bus: null, firing, settings);

    /// <summary>The same on a bus of the caller's.</summary>
    public static async Task<RunningApp> StartAsync(
        TestServers servers,
        TestApp app,
        IMessageBus? bus,
        Dictionary<string, TimerSchedule?>? firing = null,
        params (string Name, string Value)[] settings)
    {
        var read = app.Read(settings);
        firing ??= read.With<TimerTrigger>().ToDictionary(each => each.Function.Name, _ => (TimerSchedule?)null);
        var options = new LocalHostOptions { Firing = firing, Bus = bus };
        var host = await LocalHost.StartAsync(read, options, servers.Children, new TestLog(), TestContext.Current.CancellationToken);
        return new RunningApp(app, host);
    }

    public Task ReadyAsync() => host.Handler.WaitUntilReadyAsync(TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> InvokeAsync(string function, string body) =>
        Client.PostAsync(
            $"admin/functions/{function}",
            new StringContent(body, Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);

    /// <summary>Looks again and again until it is so.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (!condition())
            await Task.Delay(Poll, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await host.DisposeAsync();
        app.Dispose();
    }
}
