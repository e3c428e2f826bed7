using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Settings;

namespace BuyOrder.Functions;

/// <summary>Which parts make up the app, and what each is made of.</summary>
internal static class Composition
{
    public static void AddBuyOrder(this IServiceCollection services, DeploymentSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddHosting();
    }

    /// <summary>Every path that the host calls: readiness, triggers, the API.</summary>
    public static void MapFunctions(this IEndpointRouteBuilder endpoints)
    {
        // Asked every 25 ms until somebody answers, and later as a health ping: never more than this.
        endpoints.MapGet("/", static context => context.Response.WriteAsync("BuyOrder"));
        endpoints.MapTriggers();
    }

    private static void AddHosting(this IServiceCollection services)
    {
        services.AddSingleton<Readiness>();
        services.AddSingleton<ProcessEnd>();
        services.AddHostedService<StartUp>();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = HandlerServer.ShutdownTimeout);
    }
}
