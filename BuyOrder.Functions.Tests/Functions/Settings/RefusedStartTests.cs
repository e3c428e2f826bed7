using BuyOrder.Domain.Chain;
using BuyOrder.Local;
using BuyOrder.Local.Chain;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Chain;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Functions.Settings;

/// <summary>Starts the built app with what it must refuse.</summary>
public sealed class RefusedStartTests(TestServers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Wrong_settings_end_the_process_with_1_and_one_line_each()
    {
        var (code, lines) = await HostedApp.RefusedAsync(
            servers,
            ("BuyOrder__ShardCount", "0"),
            ("BuyOrder__RpcUrls", null),
            ("BuyOrder__Signer__PrivateKey", "0x1234"),
            ("BuyOrder__InitialParameters__RateBps", "ten"));

        Assert.Equal(1, code);
        Assert.Equal(
            [
                "Wrong setting: BuyOrder__InitialParameters__RateBps: found \"ten\"; allowed: "
                    + "a whole number of basis points from 1 to 10000",
                "Wrong setting: BuyOrder__RpcUrls: found (not set); allowed: "
                    + "1 to 10 different absolute http or https addresses, separated by commas",
                "Wrong setting: BuyOrder__ShardCount: found \"0\"; allowed: a whole number from 1 to 256",
                "Wrong setting: BuyOrder__Signer__PrivateKey: found (a value of 6 characters); allowed: "
                    + "32 bytes as 64 hexadecimal digits, with or without 0x, a valid secp256k1 key",
            ],
            lines.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("BuyOrder__Token", 0)]
    [InlineData("BuyOrder__Stablecoin", 2)]
    public async Task Token_in_whose_decimals_no_amount_is_exact_ends_the_process_with_1_and_one_line(string setting, int least)
    {
        // Returns 37, whatever it is asked.
        const string Code = "0x602560005260206000f3";
        await using var chain = await servers.Chains.TakeAsync(mines: true);
        var settings = RunSettings.For(chain.Market, chain.Anvil.RpcUrl.ToString(), (await servers.AzuriteAsync()).TablesUrl).Values;
        await new AnvilControl(chain.Node).SetCodeAsync(Address.Parse(settings[setting]), Code);

        var (code, lines) = await HostedApp.RefusedAsync(servers, [.. settings.Select(each => (each.Key, (string?)each.Value))]);

        Assert.Equal(1, code);
        Assert.Equal(
            $"Start refused: {setting}: found {settings[setting]} with 37 decimals; allowed: a token with {least} to 18 decimals",
            Assert.Single(lines, line => line.StartsWith("Start refused:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Feed_in_other_decimals_and_pool_of_other_tokens_end_the_process_with_1_and_one_line()
    {
        await using var chain = await servers.Chains.TakeAsync(mines: true);
        var sender = new AnvilSender(chain.Anvil.RpcUrl);
        var hash = await sender.CreateAsync(await sender.MakerAsync(), ContractFile.Own(chain.Tools, "PriceFeed"), (byte)8);
        var feed = await new AnvilControl(chain.Node).CreatedAsync(hash);
        (string, string?)[] settings =
        [
            .. RunSettings.For(chain.Market, chain.Anvil.RpcUrl.ToString(), (await servers.AzuriteAsync()).TablesUrl).Values
                .Select(each => (each.Key, (string?)each.Value)),
        ];
        const string Name = "BuyOrder__PriceSources__azrZar__";

        var ofFeed = await HostedApp.RefusedAsync(
            servers, [.. settings, (Name + "Kind", "Feed"), (Name + "Address", $"{feed}"), (Name + "Decimals", "18"), (Name + "MaxAge", "PT1H")]);
        var ofPool = await HostedApp.RefusedAsync(
            servers, [.. settings, (Name + "Kind", "UniswapV2"), (Name + "Address", $"{chain.Market.Pair}"), (Name + "Quote", $"{feed}")]);

        Assert.Equal((1, 1), (ofFeed.ExitCode, ofPool.ExitCode));
        Assert.Equal($"Start refused: {Name}Decimals: {feed} has 8 decimals, not 18; allowed: those of the feed", Refusal(ofFeed.Lines));
        var refusal = Refusal(ofPool.Lines);
        Assert.StartsWith($"Start refused: {Name}Address: {chain.Market.Pair} is a pool of ", refusal, StringComparison.Ordinal);
        Assert.EndsWith($"; allowed: a pool of {chain.Market.Azr} and {feed}", refusal, StringComparison.Ordinal);
    }

    private static string Refusal(IReadOnlyList<string> lines) =>
        Assert.Single(lines, line => line.StartsWith("Start refused:", StringComparison.Ordinal));

    [Fact]
    public async Task Ledger_of_other_settings_is_refused_with_1_and_one_line()
    {
        (string, string?)[] tables =
        [
            ("BuyOrder__Storage__ConnectionString", (await servers.AzuriteAsync()).ConnectionString),
            ("BuyOrder__Storage__TablePrefix", TestServers.NewTablePrefix()),
            ("BuyOrder__RpcUrls", $"http://127.0.0.1:{FreePort.Any()}"),
        ];
        await using (var first = await HostedApp.StartAsync(servers, tables))
        {
            await first.Process.WaitForLineAsync(
                line => line.Contains("Ready after", StringComparison.Ordinal), Patience, TestContext.Current.CancellationToken);
        }

        await RefusesAsync("ShardCount", "4");
        await RefusesAsync("BusinessTimeZone", "Europe/Berlin");

        async Task RefusesAsync(string setting, string value)
        {
            var (code, lines) = await HostedApp.RefusedAsync(servers, [.. tables, ($"BuyOrder__{setting}", value)]);

            Assert.Equal(1, code);
            var line = Refusal(lines);
            Assert.Contains(setting, line, StringComparison.Ordinal);
            Assert.Contains(value, line, StringComparison.Ordinal);
        }
    }
}
