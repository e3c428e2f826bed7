using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local.Hosting;

/// <summary>The server that the world calls.</summary>
internal static class HostServer
{
    /// <summary>The Functions host's own limit.</summary>
    private const long MaxRequestBodyBytes = 100 * 1024 * 1024;

    public static WebApplication Build(int port, FunctionRoutes routes, ILoggerFactory logs)
    {
        // Empty: this process takes nothing from the environment that is meant for the worker, such as ASPNETCORE_URLS.
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
        web.Use(routes.WaitAsync);
        web.UseRouting();
        web.Use(RefuseWrongMethodAsync);
        ((IEndpointRouteBuilder)web).DataSources.Add(routes);
        return web;
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
