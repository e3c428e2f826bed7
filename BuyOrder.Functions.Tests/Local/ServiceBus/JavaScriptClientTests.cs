using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using BuyOrder.Local.ServiceBus;
using BuyOrder.Local.ServiceBus.Queues;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Local.ServiceBus;

/// <summary>What the SDK for JavaScript does with a namespace, done with the broker.</summary>
public sealed class JavaScriptClientTests(TestServers servers)
{
    private const string Script = "BuyOrder.Functions.Tests/Local/ServiceBus/service-bus.mjs";
    private const int Connections = 30;
    private const int Batch = 500;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sdk_connects_many_times_sends_receives_and_settles()
    {
        await using var broker = await Broker.StartAsync(preferredPort: 0, [QueueOptions.Revenue()], TimeProvider.System);

        var steps = await RunAsync(broker);

        Assert.Equal(Connections, steps["connected"].GetInt32());
        Assert.Equal(Connections, steps["one id"].GetInt32());
        Assert.Equal((Batch, Batch), (steps["batch"].GetInt32(), steps["ids"].GetInt32()));
        Assert.Equal("[0,1]", steps["deliveries"].GetRawText());
        Assert.Equal("""["again","text/plain",7]""", steps["fields"].GetRawText());
        Assert.True(steps["renewed"].GetBoolean());
        Assert.Equal("""["again","Broken","no amount"]""", steps["dead letter"].GetRawText());
        Assert.Equal(0, steps["nothing"].GetInt32());
        Assert.Equal("""["late",0]""", steps["late"].GetRawText());
        Assert.Equal(0, steps["left"].GetInt32());
        Assert.Equal("MessagingEntityNotFound", steps["no queue"].GetString());
        Assert.Equal(new QueueFigures(0, Connections + Batch + 1, 0, Connections + Batch + 3), broker[QueueOptions.RevenueName].Figures);
    }

    private async Task<Dictionary<string, JsonElement>> RunAsync(Broker broker)
    {
        var tools = await servers.ToolsAsync();
        string[] arguments =
        [
            Path.Combine(tools.Root, Script),
            broker.ConnectionString,
            QueueOptions.RevenueName,
            Connections.ToString(CultureInfo.InvariantCulture),
            Batch.ToString(CultureInfo.InvariantCulture),
        ];
        using var node = Process.Start(new ProcessStartInfo(tools.Node, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = node.StandardError.ReadToEndAsync(Cancellation);
        var steps = new Dictionary<string, JsonElement>();
        try
        {
            while (await node.StandardOutput.ReadLineAsync(Cancellation) is { } line)
            {
                var step = JsonElement.Parse(line);
                steps[step.GetProperty("step").GetString()!] = step.GetProperty("value");
            }
            await node.WaitForExitAsync(Cancellation);
        }
        finally
        {
            if (!node.HasExited)
                node.Kill();
        }
        Assert.True(node.ExitCode == 0, await errors);
        return steps;
    }
}
