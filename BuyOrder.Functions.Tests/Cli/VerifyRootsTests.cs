using System.Net;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using BuyOrder.Cli;
using BuyOrder.Functions.Tests.Functions.Http;
using BuyOrder.Local.Servers;
using BuyOrder.Local.Worker;
using BuyOrder.Storage.Azure;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Cli;

/// <summary>A root that the built app has archived, compared by the command with the ledger as it went on.</summary>
public sealed class VerifyRootsTests(TestServers servers) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string prefix = TestServers.NewTablePrefix();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("roots");
    private ApiOnChain api = null!;
    private string name = null!;
    private string root = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var connection = (await servers.BlobsAsync()).ConnectionString;
        api = await ApiOnChain.StartAsync(
            servers,
            new("BuyOrder__Storage__TablePrefix", prefix),
            new("BuyOrder__RootArchive__ConnectionString", connection));
        Assert.Equal(HttpStatusCode.Accepted, (await api.RunAsync("run-1")).Answer.StatusCode);
        await api.SettleAsync("m-run-1");
        Assert.Equal(InvocationResult.Success, await api.App.Host.FireAsync("VerifyLedgerDaily"));
        var blobs = new BlobContainerClient(connection, BlobArchive.DefaultContainer);
        name = $"{DateTime.UtcNow:yyyy-MM-dd}.json";
        root = (await blobs.GetBlobClient(name).DownloadContentAsync(Cancellation)).Value.Content.ToString();
        await api.RecordAsync("later", 5_000.00m);
    }

    public async ValueTask DisposeAsync()
    {
        await api.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Command_holds_the_ledger_to_every_archived_root()
    {
        var (empty, none) = await RunAsync();
        Assert.Equal(VerifyCommand.NotTold, empty);
        Assert.Contains("there is no archived root", none[^1], StringComparison.Ordinal);

        await SaveAsync(root);
        var (clean, lines) = await RunAsync("--json");
        Assert.Equal(VerifyCommand.Clean, clean);
        Assert.Equal("""{"count":1,"beforeRestart":0}""", JsonNode.Parse(lines[^1])!["archivedRoots"]!.ToJsonString());

        var archived = JsonNode.Parse(root)!;
        Assert.True(archived["record"]!["number"]!.GetValue<long>() > 0);
        Assert.Equal(100_000_00, archived["totalCents"]!.GetValue<long>());
        archived["record"]!["hash"] = new string('0', 64);
        await SaveAsync(archived.ToJsonString());
        var (changed, told) = await RunAsync();
        Assert.Equal(VerifyCommand.Fault, changed);
        Assert.Contains("property hash: found", told[^1], StringComparison.Ordinal);
        Assert.Contains($"the archived root {name} says that", told[^1], StringComparison.Ordinal);

        archived["totalCents"] = 1;
        await SaveAsync(archived.ToJsonString());
        var (edited, contradicts) = await RunAsync();
        Assert.Equal(VerifyCommand.NotTold, edited);
        Assert.EndsWith(
            $"{name}: An archived ledger root contradicts itself: totalCents is 1, the rest of it gives 10000000.", contradicts[^1], StringComparison.Ordinal);
    }

    private Task SaveAsync(string content) => File.WriteAllTextAsync(Path.Combine(folder.FullName, name), content, Cancellation);

    private async Task<(int Code, IReadOnlyList<string> Lines)> RunAsync(params string[] arguments)
    {
        var tables = (await servers.AzuriteAsync()).TablesUrl;
        await using var process = servers.Children.Start(new ChildCommand(
            "verify", BuiltApp.Cli, ["verify", "--tables", tables, "--prefix", prefix, "--roots", folder.FullName, .. arguments]));
        return (await process.Exited.WaitAsync(Patience, Cancellation), process.LastLines);
    }
}
