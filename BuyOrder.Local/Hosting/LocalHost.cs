using System.Net;
using BuyOrder.Local.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local.Hosting;

/// <summary>
/// Plays the Azure Functions host for one custom-handler app: its process, its routes, its timers, its queues, its admin API.
/// </summary>
internal sealed class LocalHost : IAsyncDisposable
{
    /// <summary>The Functions host's own limit.</summary>
    private const long MaxRequestBodyBytes = 100 * 1024 * 1024;

    private readonly WebApplication web;
    private readonly Handler handler;
    private readonly HandlerClient client;
    private readonly CancellationTokenSource stopping;
    private readonly FunctionRunner runner;

    private LocalHost(WebApplication web, Handler handler, HandlerClient client, FunctionRunner runner, int port)
    {
        (this.web, this.handler, this.client, this.runner) = (web, handler, client, runner);
        stopping = new CancellationTokenSource();
        BaseAddress = new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", port).Uri;
        Running = runner.RunAsync(stopping.Token);
    }

    public Uri BaseAddress { get; }

    public Handler Handler => handler;

    public IReadOnlyDictionary<string, MessageQueue> Queues => runner.Queues;

    /// <summary>Ends when disposed, or with a fault that this host can't go on after.</summary>
    public Task Running { get; }

    /// <summary>
    /// Listens, and starts the handler; who wants to know when that can be called waits for <see
    /// cref="Hosting.Handler.WaitUntilReadyAsync"/>.
    /// </summary>
    /// <exception cref="ServerStartException">No port is free, or the handler can't be run.</exception>
    public static Task<LocalHost> StartAsync(
        FunctionApp app, LocalHostOptions options, ChildProcesses children, ILoggerFactory logs, CancellationToken cancellation) =>
        ServerPort.StartAsync(options.PreferredPort, port => StartOnAsync(port, app, options, children, logs, cancellation));

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Running.ContinueWith(_ => { }, TaskScheduler.Default);
        await handler.DisposeAsync();
        await web.DisposeAsync();
        client.Dispose();
        stopping.Dispose();
    }

    private static async Task<LocalHost> StartOnAsync(
        int port, FunctionApp app, LocalHostOptions options, ChildProcesses children, ILoggerFactory logs, CancellationToken cancellation)
    {
        var outgoing = options.Outgoing is { } queue ? new OutgoingQueue(queue, port, options.Time) : null;
        app = outgoing is null ? app : app with { Settings = app.Settings.With(outgoing.Setting) };
        var handler = Handler.Start(app, children, HandlerPort.Choose(), options.HandlerLogFile, logs.CreateLogger<Handler>());
        var client = new HandlerClient(handler);
        var invoker = new TriggerInvoker(client, handler, app.Host.FunctionTimeout, logs.CreateLogger<TriggerInvoker>());
        var runner = new FunctionRunner(app, options.Firing, invoker, options.Time, logs);
        var web = BuildWeb(port, logs);
        MapFunctions(web, app, new HttpForwarder(client, handler, app.Host, logs.CreateLogger<HttpForwarder>()));
        outgoing?.Map(web);
        web.MapAdmin(runner, outgoing?.Queue);
        try
        {
            await web.StartAsync(cancellation);
            return new LocalHost(web, handler, client, runner, port);
        }
        catch (IOException e)
        {
            await handler.DisposeAsync();
            throw new ServerStartException(e.Message, e);
        }
    }

    private static WebApplication BuildWeb(int port, ILoggerFactory logs)
    {
        // Empty: this process takes nothing from the environment that is meant for the handler, such as ASPNETCORE_URLS.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs);
        builder.Services.AddRouting(routing => routing.SetParameterPolicy<RegexInlineRouteConstraint>("regex"));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBodyBytes;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var web = builder.Build();
        web.UseRouting();
        web.Use(RefuseWrongMethodAsync);
        return web;
    }

    private static void MapFunctions(WebApplication web, FunctionApp app, HttpForwarder forwarder)
    {
        foreach (var (function, trigger) in app.With<HttpTrigger>())
        {
            RequestDelegate forward = context => forwarder.ForwardAsync(context, function.Name);
            var route = app.Host.RouteOf(trigger);
            if (trigger.Methods is { } methods)
                web.MapMethods(route, methods, forward);
            else
                web.Map(route, forward);
        }
    }

    /// <summary>
    /// Routing answers a wrong method with an endpoint of its own, status 405; the Functions host knows no such route: 404.
    /// </summary>
    private static Task RefuseWrongMethodAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is RouteEndpoint or null)
            return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}

internal sealed record LocalHostOptions
{
    /// <summary>The first free port from here on; 0 = any.</summary>
    public int PreferredPort { get; init; }

    /// <summary>When timers fire here instead of by their own schedule: by function name; null = only when asked for.</summary>
    public IReadOnlyDictionary<string, TimerSchedule?> Firing { get; init; } = new Dictionary<string, TimerSchedule?>();

    /// <summary>A queue that the app sends to; null: none.</summary>
    public OutgoingQueueOptions? Outgoing { get; init; }

    /// <summary>Where the handler's output goes.</summary>
    public string? HandlerLogFile { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
