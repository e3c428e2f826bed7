using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using BuyOrder.Cli;
using BuyOrder.Functions.Tests.Functions.Http;
using BuyOrder.Local.Servers;
using BuyOrder.Local.Worker;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage.Azure;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Cli;

/// <summary>A purchase on a real chain, compared with its order by the command and by the daily timer.</summary>
public sealed class VerifyChainTests(TestServers servers) : IAsyncLifetime
{
    private const string OtherChain = "1";

    /// <summary>More than a block needs to be final.</summary>
    private const int UntilFinal = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string prefix = TestServers.NewTablePrefix();
    private ApiOnChain api = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        api = await ApiOnChain.StartAsync(servers, new KeyValuePair<string, string>("BuyOrder__Storage__TablePrefix", prefix));
        var (answer, _) = await api.RunAsync("run-1");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("completed", (await api.SettleAsync("m-run-1"))["status"]!.GetValue<string>());
        await api.MineAsync(UntilFinal);
    }

    public ValueTask DisposeAsync() => api.DisposeAsync();

    [Fact]
    public async Task Command_compares_the_chain_with_the_orders_when_it_is_given_nodes()
    {
        var chainId = api.Market.ChainId.ToString(CultureInfo.InvariantCulture);

        var (code, lines) = await RunAsync("--rpc", api.Anvil.RpcUrl.ToString(), "--chain-id", chainId, "--stablecoin", api.Market.Zar.ToString(), "--json");
        var (other, notCompared) = await RunAsync("--rpc", api.Anvil.RpcUrl.ToString(), "--chain-id", chainId, "--stablecoin", api.Market.Router.ToString(), "--json");
        var (unasked, alone) = await RunAsync("--json");
        var (wrong, why) = await RunAsync("--rpc", api.Anvil.RpcUrl.ToString(), "--chain-id", OtherChain, "--stablecoin", api.Market.Zar.ToString());

        Assert.Equal(VerifyCommand.Clean, code);
        var chain = JsonNode.Parse(lines[^1])!["chain"]!;
        Assert.Equal((true, 1L), (chain["checked"]!.GetValue<bool>(), chain["outflows"]!.GetValue<long>()));
        Assert.True(chain["toBlock"]!.GetValue<long>() > 0);
        var uncovered = JsonNode.Parse(notCompared[^1])!["chain"]!;
        Assert.Equal((VerifyCommand.NotTold, false), (other, uncovered["checked"]!.GetValue<bool>()));
        Assert.Contains($"Order m-run-1 has paid with {api.Market.Zar}", uncovered["uncovered"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(VerifyCommand.Clean, unasked);
        Assert.Equal("""{"checked":false}""", JsonNode.Parse(alone[^1])!["chain"]!.ToJsonString());
        Assert.Equal(VerifyCommand.NotTold, wrong);
        Assert.Equal($"The nodes serve chain {chainId}, --chain-id names {OtherChain}.", why[^1]);
    }

    [Fact]
    public async Task Daily_verification_compares_the_chain_and_keeps_how_far_it_came()
    {
        await VerifyDailyAsync();
        var connection = (await servers.AzuriteAsync()).ConnectionString;
        var log = new VerificationLog(new AzureTableStore(new StorageOptions { ConnectionString = connection, TablePrefix = prefix }));
        var first = await log.NewestAsync(Cancellation);
        await api.MineAsync(UntilFinal);
        await VerifyDailyAsync();
        var second = await log.NewestAsync(Cancellation);

        Assert.Null(first!.Fault);
        Assert.Equal(1, first.Outflows!.Count);
        Assert.True(first.Outflows.Units > 0);
        Assert.Equal((1L, first.Outflows.Units), (second!.Outflows!.Count, second.Outflows.Units));
        Assert.True(second.Outflows.Block > first.Outflows.Block);
        Assert.Equal(second.Outflows.Block, Assert.Single(second.Outflows.Blocks).Value);
        Assert.Equal(second.Record!.Number, second.Outflows.Record);
    }

    private async Task VerifyDailyAsync() =>
        Assert.Equal(InvocationResult.Success, await api.App.Host.FireAsync("VerifyLedgerDaily"));

    private async Task<(int Code, IReadOnlyList<string> Lines)> RunAsync(params string[] arguments)
    {
        var tables = (await servers.AzuriteAsync()).TablesUrl;
        await using var process = servers.Children.Start(
            new ChildCommand("verify", BuiltApp.Cli, ["verify", "--tables", tables, "--prefix", prefix, .. arguments]));
        var code = await process.Exited.WaitAsync(Patience, Cancellation);
        return (code, process.LastLines);
    }
}
