using System.Reflection;
using BuyOrder.Functions;
using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Settings;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Messages;
using BuyOrder.Storage;
using BuyOrder.Storage.Settings;
using BuyOrder.Testing.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BuyOrder.Benchmarks.App;

/// <summary>The app composed as it composes itself, on tables of the caller's, and its functions called without a server between.</summary>
internal sealed class InProcessApp : IAsyncDisposable
{
    private static readonly Dictionary<string, MethodInfo> Functions = typeof(Readiness).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods())
        .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
        .ToDictionary(method => method.GetCustomAttribute<FunctionAttribute>()!.Name);

    private readonly IHost app;

    private InProcessApp(IHost app) => this.app = app;

    public RevenueIntake Intake => app.Services.GetRequiredService<RevenueIntake>();

    /// <summary>Started up as far as storage goes; no chain is asked.</summary>
    public static async Task<InProcessApp> StartAsync(ITableStore tables, CancellationToken cancellation)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(SampleSettings.Read().Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":"), setting.Value)));
        var reader = new SettingsReader(builder.Configuration);
        var settings = DeploymentSettings.Read(reader)
            ?? throw new InvalidOperationException($"The sample settings have faults: {string.Join(", ", reader.Faults)}");
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
        var method = Functions[function];
        var target = ActivatorUtilities.CreateInstance(app.Services, method.DeclaringType!);
        object[] arguments = [.. method.GetParameters().Select(each => each.ParameterType == typeof(CancellationToken) ? (object)cancellation : context.Request)];
        var result = method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        await (result as IResult ?? await (Task<IResult>)result!).ExecuteAsync(context);
        if (context.Response.StatusCode != StatusCodes.Status200OK)
            throw new InvalidOperationException($"{function} answers {context.Response.StatusCode}.");
    }

    public ValueTask DisposeAsync() => ((IAsyncDisposable)app).DisposeAsync();
}
