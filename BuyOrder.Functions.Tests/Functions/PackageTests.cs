using System.IO.Compression;
using BuyOrder.Functions.Tests.Functions.Http;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.StandIns;

namespace BuyOrder.Functions.Tests.Functions;

/// <summary>The zip that is deployed: made by the one command of the docs, opened, and run as it is.</summary>
public sealed class PackageTests(TestServers servers) : IDisposable
{
    private const string ClientId = "0a1b2c3d-1111-2222-3333-444455556666";

    private readonly string folder = Directory.CreateTempSubdirectory("buyorder-package-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Package_runs_and_buys_with_a_key_that_never_leaves_the_vault()
    {
        var zip = await PackAsync("first.zip");
        var app = Path.Combine(folder, "app");
        await ZipFile.ExtractToDirectoryAsync(zip, app, Cancellation);
        RequireInOrder(zip);
        Assert.Equal(await File.ReadAllBytesAsync(zip, Cancellation), await File.ReadAllBytesAsync(await PackAsync("second.zip"), Cancellation));

        await using var vault = await KeyVaultStandIn.StartAsync(Cancellation);
        await using var around = await VaultForProcess.StartAsync(vault, ClientId, Cancellation);
        await using var chain = await ApiOnChain.StartPackageAsync(servers, app, market =>
        {
            var key = vault.Keys.Create("buy-order-key", privateKey: Convert.FromHexString(market.Wallet.PrivateKey[2..]));
            return
            [
                .. around.Environment,
                ("BuyOrder__Signer__Kind", "KeyVaultKey"),
                ("BuyOrder__Signer__PrivateKey", null),
                ("BuyOrder__Signer__VaultUri", vault.VaultUri.AbsoluteUri),
                ("BuyOrder__Signer__KeyName", "buy-order-key"),
                ("BuyOrder__Signer__KeyVersion", key.Version),
                ("BuyOrder__Signer__Address", market.Wallet.Address.ToString()),
                ("BuyOrder__Signer__ManagedIdentityClientId", ClientId),
            ];
        });

        var (_, placed) = await chain.RunAsync("package");
        Assert.Equal("ordered", placed["outcome"]?.GetValue<string>());
        var order = await chain.SettleAsync("m-package");

        Assert.Equal("completed", order["status"]!.GetValue<string>());
        Assert.Equal(2, vault.Requests.Count(request => request.Contains("/sign?", StringComparison.Ordinal)));
    }

    /// <summary>The docs' command, on what is built already.</summary>
    private async Task<string> PackAsync(string name)
    {
        var zip = Path.Combine(folder, name);
        var configuration = new DirectoryInfo(BuiltApp.Folder).Parent!.Name;
        await using var publish = servers.Children.Start(new ChildCommand(
            "dotnet publish",
            "dotnet",
            ["publish", Path.Combine(BuiltApp.Repository, "BuyOrder.Functions"), "-c", configuration, "--no-build", "-nologo", "-nodeReuse:false", $"-p:PackageFile={zip}"]));
        Assert.True(await publish.Exited == 0, string.Join('\n', publish.LastLines));
        return zip;
    }

    private static void RequireInOrder(string zip)
    {
        using var opened = ZipFile.OpenRead(zip);
        var names = opened.Entries.Select(entry => entry.FullName).ToList();

        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.All(opened.Entries, entry => Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime));
        Assert.All((string[])["host.json", "functions.metadata", "extensions.json", "worker.config.json"], name => Assert.Contains(name, names));
        Assert.Contains(names, name => name.StartsWith(".azurefunctions/", StringComparison.Ordinal));
        Assert.DoesNotContain("local.settings.json", names);
    }
}
