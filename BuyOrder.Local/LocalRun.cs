using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using BuyOrder.Local.Hosting;
using BuyOrder.Local.Samples;
using BuyOrder.Local.Servers;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local;

/// <summary>One run of the command, from nothing to nothing.</summary>
internal sealed class LocalRun(LocalOptions options, RunConsole console)
{
    private const int Success = 0;
    private const int Failure = 1;
    private const int Interrupted = 130;

    /// <returns>The exit code of the process.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var folder = RunFolder.Prepare(Directory.GetCurrentDirectory());
        using var log = new RunLog(folder.HostLog, warning => console.Say($"  ! {warning}"));
        using var logs = LoggerFactory.Create(builder => builder.AddProvider(log).SetMinimumLevel(LogLevel.Debug));
        await using var children = new ChildProcesses();
        try
        {
            var tools = await NodeTools.PrepareAsync(children, console.Say, cancellation);
            var asked = options with { Settings = GivenSettings.Check(options.Settings, tools.Root).ToImmutableDictionary() };
            console.Say("Starting table storage, a chain, queues and the app.");
            await using var system = await LocalSystem.StartAsync(asked, tools, children, folder, logs, cancellation);
            console.Tell($"ready {system.ApiUrl} rpc={system.RpcUrl} tables={system.TablesUrl} bus={system.Bus.Address}");
            return await WatchAsync(system, tools, cancellation);
        }
        catch (Exception e) when (e is ServerStartException or FunctionAppException or HttpRequestException or ServiceBusException)
        {
            console.Fault(e.Message);
            return Failure;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            console.Say("Stopping.");
            return options.Once ? Interrupted : Success;
        }
    }

    /// <summary>Works, or stays, until it is done, interrupted, or a part of the system ends.</summary>
    private async Task<int> WatchAsync(LocalSystem system, NodeTools tools, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var working = WorkAsync(system, tools, stop.Token);
        var breaking = system.BrokenAsync(stop.Token);
        await Task.WhenAny(working, breaking);
        if (!working.IsCompleted)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new ServerStartException(await breaking);
        }
        await stop.CancelAsync();
        return await working;
    }

    private async Task<int> WorkAsync(LocalSystem system, NodeTools tools, CancellationToken cancellation)
    {
        var exitCode = options.NoSamples ? Success : await DemonstrateAsync(system, tools, cancellation);
        if (options.Once)
            return exitCode;
        console.Say($"The app answers at {system.ApiUrl}/api until you press Ctrl-C.");
        if (DashboardUrl(system) is { } dashboard)
            console.Say($"The dashboard: {dashboard}");
        await Task.Delay(Timeout.Infinite, cancellation);
        return exitCode;
    }

    private async Task<int> DemonstrateAsync(LocalSystem system, NodeTools tools, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = system.Host.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
        var trigger = system.Host.Functions.Select(function => function.Trigger).OfType<QueueTrigger>().First();
        var result = await FirstOrder.RunAsync(
            SampleMonth.Read(tools.Root), system.Host.Queues[trigger.Queue], new AppClient(http), console.Say, cancellation);
        foreach (var line in FirstOrderTable.Lines(result))
            console.Say(line);
        if (options.Once)
            console.Tell(Json(result, system));
        if (!result.IsCompleted)
        {
            var reasons = string.Join("; ", [result.Outcome, result.Reason, .. result.Differences]);
            console.Fault($"The order was not completed as expected: {reasons}");
        }
        return result.IsCompleted ? Success : Failure;
    }

    private static string Json(FirstOrder result, LocalSystem system)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WritePropertyName("order");
            if (result.Order is { } order)
                order.WriteTo(json);
            else
                json.WriteNullValue();
            json.WritePropertyName("metrics");
            result.Metrics.WriteTo(json);
            json.WriteStartObject("urls");
            json.WriteString("api", system.ApiUrl);
            json.WriteString("rpc", system.RpcUrl);
            json.WriteString("tables", system.TablesUrl);
            json.WriteString("bus", system.Bus.Address);
            if (DashboardUrl(system) is { } dashboard)
                json.WriteString("dashboard", dashboard);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string? DashboardUrl(LocalSystem system) =>
        system.Host.Functions.FirstOrDefault(function => function.Trigger is HttpTrigger { Route: "dashboard" }) is { } function
            ? $"{system.ApiUrl}{system.Host.PathOf(function)}"
            : null;
}
