using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Functions.Tests.Local;
using BuyOrder.Local.Servers;
using BuyOrder.Local.ServiceBus.Queues;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.EndToEnd;

/// <summary>The whole product by its one command: real processes, real storage, a real chain.</summary>
public sealed class OnceTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Once_turns_a_month_of_revenue_into_one_purchase_that_the_chain_knows()
    {
        var azurite = await servers.AzuriteAsync();
        await using var anvil = await servers.StartAnvilAsync(new AnvilOptions { BlockTimeSeconds = 1, MixedMining = true }, Cancellation);
        await using var command = LocalCommand.Start(
            servers, "--once", "--port", $"{FreePort.Any()}", "--azurite", azurite.TablesUrl, "--rpc", $"{anvil.RpcUrl}");

        var exitCode = await command.ExitCodeAsync();

        Assert.True(exitCode == 0, string.Join(Environment.NewLine, command.Lines));
        var result = JsonElement.Parse(command.Lines[^1]);
        var order = result.GetProperty("order");
        Assert.Equal("completed", order.GetProperty("status").GetString());
        Assert.Equal("10000.00", order.GetProperty("spend").GetString());
        Assert.InRange(decimal.Parse(order.GetProperty("tokensAcquired").GetString()!, CultureInfo.InvariantCulture), 199m, 200m);
        await AssertMetricsAreTheExpectedAsync(result.GetProperty("metrics"));
        await AssertChainKnowsAsync(anvil, order.GetProperty("transactionHash").GetString()!);
    }

    [Fact]
    public async Task Empty_system_takes_revenue_by_the_printed_bus_stays_up_until_it_is_told_to_end_and_leaves_nothing_behind()
    {
        await using var command = LocalCommand.Start(servers, "--no-samples", "--quiet", "--port", $"{FreePort.Any()}");
        var (api, rpc, tables) = await command.ReadyAsync();
        using var http = new HttpClient { BaseAddress = api };

        var metrics = JsonElement.Parse(await http.GetStringAsync("api/metrics", Cancellation));
        var deployment = command.Deployment();
        await AssertTakesRevenueAsync(http, await command.BusAsync());
        await command.SignalAsync("TERM");
        var exitCode = await command.ExitCodeAsync();

        Assert.Equal("0.00", metrics.GetProperty("totalRevenue").GetString());
        Assert.Equal(["azr", "chainId", "pair", "router", "rpcUrl", "tablePrefix", "tablesUrl", "treasury", "wallet", "zar"],
            deployment.EnumerateObject().Select(each => each.Name).Order());
        Assert.Equal($"{rpc}".TrimEnd('/'), deployment.GetProperty("rpcUrl").GetString());
        Assert.Equal(0, exitCode);
        Assert.Single(command.Lines);
        foreach (var address in new[] { api, rpc, tables })
            await LocalCommand.GoneAsync(address);
    }

    [Theory]
    [InlineData("BuyOrder.Local")]
    [InlineData("anvil")]
    public async Task Everything_ends_when_a_part_that_nothing_goes_without_is_killed(string part)
    {
        await using var command = LocalCommand.Start(servers, "--no-samples", "--port", $"{FreePort.Any()}");
        var (api, rpc, tables) = await command.ReadyAsync();

        if (part == "anvil")
            Assert.True(await command.KillChildAsync(part));
        else
            await command.SignalAsync("KILL");

        Assert.NotEqual(0, await command.ExitCodeAsync());
        foreach (var address in new[] { api, rpc, tables })
            await LocalCommand.GoneAsync(address);
        Assert.Equal(part == "anvil", command.Lines.Contains("anvil has ended (exit code 137)."));
    }

    [Theory]
    [InlineData("Unrecognized command or argument '--onc'.", "--onc")]
    [InlineData("--port 0: a port is a number from 1 to 65535.", "--port", "0")]
    public async Task Wrong_option_is_one_line_and_exit_code_2(string line, params string[] arguments)
    {
        await using var command = LocalCommand.Start(servers, arguments);

        Assert.Equal(2, await command.ExitCodeAsync());

        Assert.Equal([line], command.Lines);
    }

    [Theory]
    [InlineData("--rpc")]
    [InlineData("--azurite")]
    public async Task Server_that_is_not_there_ends_the_run_with_a_clear_line(string option)
    {
        var url = $"http://127.0.0.1:{FreePort.Any()}";
        await using var command = LocalCommand.Start(servers, "--no-samples", "--quiet", option, url);

        Assert.Equal(1, await command.ExitCodeAsync());

        Assert.Contains(new Uri(url).Authority, Assert.Single(command.Lines), StringComparison.Ordinal);
    }

    /// <summary>The address that the command prints is the one that payment services send to.</summary>
    private static async Task AssertTakesRevenueAsync(HttpClient http, string bus)
    {
        Assert.Matches("^Endpoint=sb://localhost:[0-9]+;SharedAccessKeyName=[^;]+;SharedAccessKey=[^;]+;UseDevelopmentEmulator=true;$", bus);
        await using (var client = new ServiceBusClient(bus))
        {
            await using var sender = client.CreateSender(QueueOptions.RevenueName);
            await sender.SendMessagesAsync(SampleRevenue.Sales("sdk", 200).Select(body => new ServiceBusMessage(body)), Cancellation);
        }
        using var admin = await http.PostAsJsonAsync(
            "admin/functions/RecordRevenue", new { input = Encoding.UTF8.GetString(SampleRevenue.Sale("admin")) }, Cancellation);
        var queues = await JsonAsync("admin/local/queues");
        for (; queues.GetProperty(QueueOptions.RevenueName).GetProperty("active").GetInt32() > 0; queues = await JsonAsync("admin/local/queues"))
            await Task.Delay(50, Cancellation);

        Assert.Equal("2512.50", (await JsonAsync("api/metrics")).GetProperty("totalRevenue").GetString());
        Assert.Equal(201, queues.GetProperty(QueueOptions.RevenueName).GetProperty("completed").GetInt32());
        Assert.Equal(0, queues.GetProperty(QueueOptions.NotificationsName).GetProperty("deadLettered").GetInt32());

        async Task<JsonElement> JsonAsync(string path) => JsonElement.Parse(await http.GetStringAsync(path, Cancellation));
    }

    private async Task AssertMetricsAreTheExpectedAsync(JsonElement metrics)
    {
        var file = Path.Combine((await servers.ToolsAsync()).Root, "samples", "expected.json");
        var expected = JsonElement.Parse(await File.ReadAllTextAsync(file, Cancellation));
        Assert.Equal(expected.GetProperty("totalRevenue").GetString(), metrics.GetProperty("totalRevenue").GetString());
        Assert.Equal(expected.GetProperty("spend").GetString(), metrics.GetProperty("totalSpent").GetString());
        Assert.Equal(expected.GetProperty("entries").GetInt32(), metrics.GetProperty("entries").GetInt32());
        Assert.Equal(
            expected.GetProperty("revenueBySource").EnumerateObject().Select(each => (each.Name, each.Value.GetString())).Order(),
            metrics.GetProperty("revenueBySource").EnumerateObject().Select(each => (each.Name, each.Value.GetString())).Order());
    }

    private static async Task AssertChainKnowsAsync(Anvil anvil, string hash)
    {
        using var http = new HttpClient();
        var node = new JsonRpcNode(http, anvil.RpcUrl, new JsonRpcOptions(), TimeProvider.System);
        await new AnvilControl(node).SucceededAsync(Hash256.Parse(hash));
    }
}
