using BuyOrder.Functions;
using BuyOrder.Functions.Functions;
using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Settings;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Messages;
using BuyOrder.Storage;
using BuyOrder.Storage.Settings;
using BuyOrder.Testing.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace BuyOrder.Benchmarks.App;

/// <summary>The app composed as it composes itself, on tables of the caller's, and its functions called without a server between.</summary>
internal sealed class InProcessApp : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Dictionary<string, Endpoint> functions;

    private InProcessApp(WebApplication app)
    {
        this.app = app;
        app.MapFunctions();
        functions = ((IEndpointRouteBuilder)app).DataSources
            .SelectMany(source => source.Endpoints)
            .Where(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>() is not null)
            .ToDictionary(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName);
    }

    public RevenueIntake Intake => app.Services.GetRequiredService<RevenueIntake>();

    /// <summary>Started up as far as storage goes; no chain is asked.</summary>
    public static async Task<InProcessApp> StartAsync(ITableStore tables, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(SampleSettings.Read().Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":"), setting.Value)));
        var reader = new SettingsReader(builder.Configuration);
        var settings = DeploymentSettings.Read(reader)
            ?? throw new InvalidOperationException($"The sample settings have faults: {string.Join(", ", reader.Faults)}");
        builder.ListenForHost(settings.Port);
        builder.Services.AddBuyOrder(settings);
        builder.Services.AddSingleton(tables);
        var started = new InProcessApp(builder.Build());
        foreach (var step in started.app.Services.GetServices<StartUpStep>())
            await step.RunAsync(cancellation);
        started.app.Services.GetRequiredService<Readiness>().Set();
        return started;
    }

    /// <summary>Records messages, a thousand at a time.</summary>
    public async Task RecordAsync(IEnumerable<byte[]> messages, CancellationToken cancellation)
    {
        foreach (var batch in messages.Chunk(1_000))
            await Intake.RecordAsync([.. batch.Select(body => new IncomingRevenue(body))], cancellation);
    }

    /// <summary>Calls a function by name; its answer goes to <paramref name="answer"/> as it comes.</summary>
    public async Task GetAsync(string function, Stream answer, CancellationToken cancellation, string query = "")
    {
        var context = new DefaultHttpContext { RequestServices = app.Services, RequestAborted = cancellation };
        context.Request.Method = HttpMethods.Get;
        context.Request.QueryString = new QueryString(query);
        context.Response.Body = answer;
        context.SetEndpoint(functions[function]);
        await functions[function].RequestDelegate!(context);
        if (context.Response.StatusCode != StatusCodes.Status200OK)
            throw new InvalidOperationException($"{function} answers {context.Response.StatusCode}.");
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
