using BuyOrder.Domain.Money;
using BuyOrder.Functions.Settings;
using BuyOrder.Orders.Prices;
using BuyOrder.Storage.Settings;
using BuyOrder.Testing.Hosting;
using Microsoft.Extensions.Configuration;

namespace BuyOrder.Functions.Tests.Functions.Settings;

public sealed class PriceSourceSettingsTests
{
    private const string Prefix = "BuyOrder__PriceSources__";
    private const string Contract = "0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0";

    private static readonly (string, string?)[] Feeds =
    [
        ($"{Prefix}azrUsd__Kind", "Feed"), ($"{Prefix}azrUsd__Address", Contract), ($"{Prefix}azrUsd__Decimals", "8"),
        ($"{Prefix}azrUsd__MaxAge", "PT25H"), ($"{Prefix}azrUsd__Hop", "usdZar"),
        ($"{Prefix}usdZar__Kind", "Feed"), ($"{Prefix}usdZar__Address", Contract), ($"{Prefix}usdZar__Decimals", "18"),
        ($"{Prefix}usdZar__MaxAge", "PT1M"), ($"{Prefix}usdZar__Inverted", "true"), ($"{Prefix}usdZar__Sequencer", Contract),
        ($"{Prefix}azrPool__Kind", "UniswapV2"), ($"{Prefix}azrPool__Address", Contract),
    ];

    [Fact]
    public void Sources_are_read_with_their_defaults_and_leave_no_setting_without_a_meaning()
    {
        var reader = Reader([.. Feeds, ("BuyOrder__NativePrice", "USDZAR"), ("BuyOrder__MaximumWithoutIndependentPrice", "0.00")]);

        var prices = DeploymentSettings.Read(reader)!.Prices;

        Assert.Empty(reader.Unknown());
        Assert.Equal(["azrPool", "azrUsd", "usdZar"], prices.Sources.Select(source => source.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("usdZar", null, Zar.Zero), (prices.Native, prices.Stablecoin, prices.MaximumWithoutIndependent));
        var pool = Assert.IsType<UniswapV2Source>(prices.Find("AZRPOOL"));
        Assert.Equal(("0x5FbDB2315678afecb367f032d93F642f64180aa3", "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512"), ($"{pool.Base}", $"{pool.Quote}"));
        Assert.Equal(TimeSpan.FromMinutes(30), pool.Window);
        Assert.Equal((true, false), (Assert.IsType<FeedSource>(prices.Find("usdZar")).IsInverted, prices.IsIndependent(pool)));
        Assert.True(prices.IsIndependent(prices.Find("azrUsd")!));
    }

    [Theory]
    [InlineData("azrUsd__Kind", "Oracle", "Feed, UniswapV2 or UniswapV3")]
    [InlineData("azrUsd__Kind", null, "Feed, UniswapV2 or UniswapV3")]
    [InlineData("azrUsd__Address", "feed", "40 hexadecimal digits")]
    [InlineData("azrUsd__Address", null, "40 hexadecimal digits")]
    [InlineData("azrUsd__Decimals", "19", "from 0 to 18")]
    [InlineData("azrUsd__Decimals", null, "from 0 to 18")]
    [InlineData("azrUsd__MaxAge", "1h", "from PT1M to P7D")]
    [InlineData("azrUsd__MaxAge", "PT59S", "from PT1M to P7D")]
    [InlineData("azrUsd__MaxAge", "P8D", "from PT1M to P7D")]
    [InlineData("azrUsd__MaxAge", null, "from PT1M to P7D")]
    [InlineData("azrUsd__Hop", "azrUsd", "the name of a price source")]
    [InlineData("azrUsd__Hop", "eurZar", "the name of a price source")]
    [InlineData("usdZar__Hop", "azrPool", "a source that has no Hop itself", "azrUsd__Hop")]
    [InlineData("usdZar__Inverted", "yes", "true or false")]
    [InlineData("usdZar__Sequencer", "0x0000000000000000000000000000000000000000", "not zero")]
    [InlineData("azrPool__Window", "PT9M59S", "from PT10M to PT2H")]
    [InlineData("azrPool__Window", "PT2H1S", "from PT10M to PT2H")]
    [InlineData("azrPool__Quote", "0x5FbDB2315678afecb367f032d93F642f64180aa3", "another token than BuyOrder__PriceSources__azrPool__Base")]
    [InlineData("azr-usd__Kind", "Feed", "a letter, then letters and digits", "azr-usd")]
    [InlineData("fixed__Kind", "Feed", "and not fixed", "fixed")]
    public void Wrong_setting_of_a_source_is_told_with_its_name_and_what_is_allowed(string setting, string? value, string allowed, string? told = null)
    {
        var reader = Reader([.. Feeds, (Prefix + setting, value)]);

        Assert.Null(DeploymentSettings.Read(reader));

        var fault = Assert.Single(reader.Faults);
        Assert.Equal(Prefix + (told ?? setting), fault.Setting);
        Assert.Contains(allowed, fault.Allowed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BuyOrder__NativePrice", "ethZar", "the name of a price source: ")]
    [InlineData("BuyOrder__StablecoinPrice", "peg", "the name of a price source: ")]
    [InlineData("BuyOrder__MaximumWithoutIndependentPrice", "-1", "0.00 or more")]
    [InlineData("BuyOrder__InitialParameters__PriceSources", "fixed,eurZar", "that the settings describe")]
    [InlineData("BuyOrder__InitialParameters__DepegBps", "50", "no price source for the stablecoin")]
    public void What_names_no_source_is_refused(string setting, string value, string allowed)
    {
        var reader = Reader([.. Feeds, (setting, value)]);

        Assert.Null(DeploymentSettings.Read(reader));

        var fault = Assert.Single(reader.Faults);
        Assert.Equal(setting, fault.Setting);
        Assert.Contains(allowed, fault.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void Member_that_means_nothing_for_its_kind_is_found() => Assert.Equal(
        [$"{Prefix}azrPool__Decimals"],
        Unknown([.. Feeds, ($"{Prefix}azrPool__Decimals", "18")]));

    private static IReadOnlyList<string> Unknown((string, string?)[] settings)
    {
        var reader = Reader(settings);
        Assert.NotNull(DeploymentSettings.Read(reader));
        return reader.Unknown();
    }

    private static SettingsReader Reader((string Setting, string? Value)[] changes)
    {
        var settings = SampleSettings.Read();
        foreach (var (setting, value) in changes)
            settings[setting] = value;
        return new SettingsReader(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Where(pair => pair.Value is not null)
                .ToDictionary(pair => pair.Key.Replace("__", ":", StringComparison.Ordinal), pair => pair.Value))
            .Build());
    }
}
