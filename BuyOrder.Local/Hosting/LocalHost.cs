using System.Net;
using BuyOrder.Local.Servers;
using BuyOrder.Local.ServiceBus;
using BuyOrder.Local.ServiceBus.Queues;
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
    private readonly IMessageBus bus;
    private readonly bool ownsBus;

    private LocalHost(WebApplication web, Handler handler, HandlerClient client, FunctionRunner runner, IMessageBus bus, bool ownsBus, int port)
    {
        (this.web, this.handler, this.client, this.bus, this.ownsBus) = (web, handler, client, bus, ownsBus);
        stopping = new CancellationTokenSource();
        BaseAddress = new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", port).Uri;
        Running = runner.RunAsync(stopping.Token);
    }

    public Uri BaseAddress { get; }

    public Handler Handler => handler;

    public IReadOnlyDictionary<string, IMessageQueue> Queues => bus.Queues;

    /// <summary>Ends when disposed, or with a fault that this host can't go on after.</summary>
    public Task Running { get; }

    /// <summary>
    /// Listens, and starts the handler; who wants to know when that can be called waits for <see
    /// cref="Hosting.Handler.WaitUntilReadyAsync"/>.
    /// </summary>
    /// <exception cref="ServerStartException">No port is free, or the handler can't be run.</exception>
    public static async Task<LocalHost> StartAsync(
        FunctionApp app, LocalHostOptions options, ChildProcesses children, ILoggerFactory logs, CancellationToken cancellation)
    {
        var bus = options.Bus ?? await Broker.StartAsync(preferredPort: 0, [QueueOptions.Revenue()], options.Time);
        try
        {
            return await ServerPort.StartAsync(
                options.PreferredPort, port => StartOnAsync(port, app, bus, options, children, logs, cancellation));
        }
        catch
        {
            if (options.Bus is null)
                await bus.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Running.ContinueWith(_ => { }, TaskScheduler.Default);
        await handler.DisposeAsync();
        await web.DisposeAsync();
        client.Dispose();
        stopping.Dispose();
        if (ownsBus)
            await bus.DisposeAsync();
    }

    private static async Task<LocalHost> StartOnAsync(
        int port,
        FunctionApp app,
        IMessageBus bus,
        LocalHostOptions options,
        ChildProcesses children,
        ILoggerFactory logs,
        CancellationToken cancellation)
    {
        var handler = Handler.Start(app, children, HandlerPort.Choose(), options.HandlerLogFile, logs.CreateLogger<Handler>());
        var client = new HandlerClient(handler);
        var invoker = new TriggerInvoker(client, handler, app.Host.FunctionTimeout, logs.CreateLogger<TriggerInvoker>());
        var runner = new FunctionRunner(app, options.Firing, bus, invoker, options.Time, logs);
        var web = BuildWeb(port, logs);
        MapFunctions(web, app, new HttpForwarder(client, handler, app.Host, logs.CreateLogger<HttpForwarder>()));
        web.MapAdmin(runner, bus.Queues.Values);
        try
        {
            await web.StartAsync(cancellation);
            return new LocalHost(web, handler, client, runner, bus, ownsBus: options.Bus is null, port);
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

    /// <summary>Has the queues; null: the host has a broker of its own.</summary>
    public IMessageBus? Bus { get; init; }

    /// <summary>Where the handler's output goes.</summary>
    public string? HandlerLogFile { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
