using System.Text.Json.Nodes;
using BuyOrder.Cli;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Ledger.Rows;
using BuyOrder.Local.Servers;
using BuyOrder.Storage;
using BuyOrder.Storage.Azure;
using BuyOrder.Storage.Verifying;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Ledger;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Cli;

/// <summary>The command as an auditor runs it, by its own executable and by the local one.</summary>
public sealed class VerifyCommandTests(TestServers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Command_tells_a_clean_ledger_from_a_changed_one_by_exit_code_and_result()
    {
        var azurite = await servers.AzuriteAsync();
        var prefix = TestServers.NewTablePrefix();
        var store = new AzureTableStore(new StorageOptions { ConnectionString = azurite.ConnectionString, TablePrefix = prefix });
        using var system = new LedgerSystem(store, shardCount: 2);
        await system.RecordAsync(Enumerable.Range(0, 30).Select(i => TestMessage.Sale($"s{i}")));

        var (clean, lines) = await RunAsync(BuiltApp.Cli, "verify", "--tables", azurite.TablesUrl, $"--prefix={prefix}");
        Assert.Equal(VerifyCommand.Clean, clean);
        Assert.StartsWith("All fits: 30 entries in ", lines[^1], StringComparison.Ordinal);

        var table = store.Table(LedgerKeys.Table);
        var row = await table.ReadAsync("01", LedgerKeys.Head, Cancellation);
        row!.Values["recordedAt"] = TestMessage.Day;
        await table.SubmitAsync("01", [new TableWrite.Replace(LedgerKeys.Head, row.Values, row.ETag)], Cancellation);
        var local = Path.Combine(AppContext.BaseDirectory, "BuyOrder.Local");
        var (changed, json) = await RunAsync(local, "verify", "--tables", azurite.TablesUrl, "--prefix", prefix, "--json");

        Assert.Equal(VerifyCommand.Fault, changed);
        var fault = JsonNode.Parse(json[^1])!["firstFault"]!;
        Assert.Equal(
            ("01", "head", "recordedAt"),
            (fault["partition"]!.GetValue<string>(), fault["rowKey"]!.GetValue<string>(), fault["property"]!.GetValue<string>()));
        Assert.EndsWith($"(fault {fault["hash"]!.GetValue<string>()})", LedgerFault.Telling(fault["detail"]!.GetValue<string>()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unrecognized command or argument '--table'", "--table", "x")]
    [InlineData("begins with http", "--tables", "localhost:10002")]
    [InlineData("Required argument missing for option: '--tables'", "--tables")]
    [InlineData("letters and digits", "--tables", "http://127.0.0.1:1", "--prefix", "a b")]
    [InlineData("table storage is unavailable (no connection)", "--tables", "http://127.0.0.1:1/devstoreaccount1")]
    [InlineData("To ask the chain takes --rpc, --chain-id and --stablecoin together", "--rpc", "http://127.0.0.1:1")]
    [InlineData("a whole number from 1", "--chain-id", "0")]
    [InlineData("--rpc: a URL begins with http", "--rpc", "localhost:8545/key")]
    [InlineData("Without --tables")]
    public async Task Command_that_cannot_tell_says_why_in_one_line(string why, params string[] arguments)
    {
        var (code, lines) = await RunAsync(BuiltApp.Cli, ["verify", .. arguments]);

        Assert.Equal(VerifyCommand.NotTold, code);
        Assert.Contains(why, Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_without_the_ledger_is_told()
    {
        var azurite = await servers.AzuriteAsync();

        var (code, lines) = await RunAsync(BuiltApp.Cli, "verify", "--tables", azurite.TablesUrl, "--prefix", "missing");

        Assert.Equal(VerifyCommand.NotTold, code);
        Assert.Equal("There is no table missingRevenue at this address.", Assert.Single(lines));
    }

    private async Task<(int Code, IReadOnlyList<string> Lines)> RunAsync(string executable, params string[] arguments)
    {
        await using var process = servers.Children.Start(new ChildCommand("verify", executable, arguments));
        var code = await process.Exited.WaitAsync(Patience, Cancellation);
        return (code, process.LastLines);
    }
}
