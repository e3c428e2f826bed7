using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Primitives;

namespace BuyOrder.Local.Hosting;

/// <summary>The routes of the HTTP functions: none until the worker has told them.</summary>
internal sealed class FunctionRoutes : EndpointDataSource, IDisposable
{
    private readonly TaskCompletionSource known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource changed = new();
    private IReadOnlyList<Endpoint> endpoints = [];

    public override IReadOnlyList<Endpoint> Endpoints => endpoints;

    public override IChangeToken GetChangeToken() => new CancellationChangeToken(changed.Token);

    /// <summary>An early request waits: which function it is for is not known yet.</summary>
    public async Task WaitAsync(HttpContext context, RequestDelegate next)
    {
        await known.Task.WaitAsync(context.RequestAborted);
        await next(context);
    }

    public void Set(IEnumerable<FunctionDefinition> functions, HostSettings settings, HttpForwarder forwarder)
    {
        endpoints = [.. functions
            .Where(function => function.Trigger is HttpTrigger)
            .Select(function => EndpointOf(function.Name, (HttpTrigger)function.Trigger, settings, forwarder))];
        using var before = changed;
        changed = new CancellationTokenSource();
        before.Cancel();
        known.SetResult();
    }

    public void Dispose() => changed.Dispose();

    private static Endpoint EndpointOf(string function, HttpTrigger trigger, HostSettings settings, HttpForwarder forwarder)
    {
        var pattern = RoutePatternFactory.Parse(settings.RouteOf(trigger));
        var builder = new RouteEndpointBuilder(context => forwarder.ForwardAsync(context, function), pattern, order: 0);
        if (trigger.Methods is { } methods)
            builder.Metadata.Add(new HttpMethodMetadata(methods));
        return builder.Build();
    }
}
