using System.Text;
using BuyOrder.Local.Hosting;
using BuyOrder.Local.ServiceBus;
using BuyOrder.Testing.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace BuyOrder.Functions.Tests.Local.Hosting;

/// <summary>A test app under the local host, with a client for it.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly TestWorker worker;
    private readonly WebApplication? server;

    private RunningApp(TestApp app, TestWorker worker, WebApplication? server, LocalHost host)
    {
        (App, this.worker, this.server, Host) = (app, worker, server, host);
        Client = new HttpClient { BaseAddress = host.BaseAddress };
    }

    public TestApp App { get; }

    public LocalHost Host { get; }

    public HttpClient Client { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Timers fire only when asked for, unless a test says otherwise.</summary>
    /// <param name="servers">Own its processes.</param>
    /// <param name="app">What runs.</param>
    /// <param name="firing">When timers fire.</param>
    /// <param name="serve">What the worker's own server answers to HTTP requests.</param>
    /// <param name="bus">Has the queues; null: one of the host's own.</param>
    /// <param name="settings">Of the app.</param>
    public static async Task<RunningApp> StartAsync(
        TestServers servers, TestApp app, Dictionary<string, TimerSchedule?>? firing = null, RequestDelegate? serve = null,
        IMessageBus? bus = null, params (string Name, string Value)[] settings)
    {
        var server = serve is null ? null : await ServeAsync(serve);
        var worker = new TestWorker(app, server?.Urls.Single());
        var options = new LocalHostOptions { Firing = firing ?? [], TimersFire = false, Bus = bus };
        try
        {
            var host = await LocalHost.StartAsync(app.Read(settings), options, servers.Children, new TestLog(), Cancellation);
            return new RunningApp(app, worker, server, host);
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    public Task ReadyAsync() => Host.Worker.ReadyAsync(Cancellation);

    public Task<HttpResponseMessage> InvokeAsync(string function, string body) =>
        Client.PostAsync($"admin/functions/{function}", new StringContent(body, Encoding.UTF8, "application/json"), Cancellation);

    /// <summary>Looks again and again until it is so.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        while (!condition())
            await Task.Delay(Poll, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.DisposeAsync();
        await worker.DisposeAsync();
        if (server is not null)
            await server.DisposeAsync();
        App.Dispose();
    }

    private static async Task<WebApplication> ServeAsync(RequestDelegate serve)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(serve);
        await server.StartAsync(Cancellation);
        return server;
    }
}
