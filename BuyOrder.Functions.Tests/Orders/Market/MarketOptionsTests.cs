using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Orders.Market;

namespace BuyOrder.Functions.Tests.Orders.Market;

public sealed class MarketOptionsTests
{
    private static readonly MarketOptions Options = new()
    {
        Token = "0x1111111111111111111111111111111111111111",
        Stablecoin = "0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045",
        Router = "0x7a250d5630b4cf539739df2c5dacb4c659f2488d",
        Recipient = "0x4444444444444444444444444444444444444444",
    };

    [Fact]
    public void Options_that_are_complete_make_a_route()
    {
        Assert.Empty(Options.Validate());
        Assert.Equal([Address.Parse(Options.Stablecoin!), Address.Parse(Options.Token!)], Options.ToRoute().Path);
    }

    [Fact]
    public void Options_with_a_hop_make_a_longer_route()
    {
        var options = Options with { Hop = "0x5555555555555555555555555555555555555555" };

        Assert.Empty(options.Validate());
        Assert.Equal([options.Stablecoin, options.Hop, options.Token], options.ToRoute().Path.Select(address => address.ToString()));
    }

    private static readonly MarketOptions V3 = Options with
    {
        Router = "",
        V3Router = "0x68b3465833fb72A70ecDF485E0e4C7bD8665Fc45",
        V3Quoter = "0x61fFE014bA17989E743c5F6cB21bF9697530B21e",
        V3Fees = "3000",
    };

    [Fact]
    public void Options_name_one_market_or_two_and_v2_is_the_first()
    {
        var both = V3 with { Router = Options.Router };

        Assert.Empty(V3.Validate());
        Assert.Empty(both.Validate());
        var alone = Assert.IsType<MarketPlace.UniswapV3>(Assert.Single(V3.ToRoute().Places));
        Assert.Equal((V3.V3Router, V3.V3Quoter, 3_000), ($"{alone.Router}", $"{alone.Quoter}", Assert.Single(alone.Fees)));
        Assert.Equal(["uniswap-v2", "uniswap-v3"], both.ToRoute().Places.Select(place => place.Name));
        Assert.Equal(["uniswap-v2"], Options.ToRoute().Places.Select(place => place.Name));
    }

    [Theory]
    [InlineData("", false, "BuyOrder__V3Fees")]
    [InlineData("0", false, "BuyOrder__V3Fees")]
    [InlineData("1000000", false, "BuyOrder__V3Fees")]
    [InlineData("0.3", false, "BuyOrder__V3Fees")]
    [InlineData("-1", false, "BuyOrder__V3Fees")]
    [InlineData("500,3000", false, "BuyOrder__V3Fees")]
    [InlineData("3000", true, "BuyOrder__V3Fees")]
    [InlineData("500,3000,100", true, "BuyOrder__V3Fees")]
    [InlineData("500,,3000", true, "BuyOrder__V3Fees")]
    public void Options_name_fees_that_do_not_fit_the_pools_on_the_way(string fees, bool overAHop, string setting)
    {
        var options = V3 with { V3Fees = fees, Hop = overAHop ? "0x5555555555555555555555555555555555555555" : null };

        var fault = Assert.Single(options.Validate());

        Assert.Equal(setting, fault.Setting);
        Assert.Contains(overAHop ? "two fees in millionths" : "the pool's fee in millionths", fault.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_v3_are_set_together_and_each_has_an_address_of_its_own()
    {
        var fees = Options with { V3Fees = "3000" };
        var same = V3 with { Router = V3.V3Router };

        Assert.Equal([MarketOptions.V3RouterSetting, MarketOptions.V3QuoterSetting], fees.Validate().Select(fault => fault.Setting));
        Assert.Equal((MarketOptions.V3RouterSetting, "another address than BuyOrder__Router"), (Assert.Single(same.Validate()).Setting, same.Validate()[0].Allowed));
    }

    [Fact]
    public void Options_name_everything_that_is_not_set()
    {
        var faults = new MarketOptions().Validate();

        Assert.Equal(
            [MarketOptions.TokenSetting, MarketOptions.StablecoinSetting, MarketOptions.RouterSetting, MarketOptions.RecipientSetting],
            faults.Select(fault => fault.Setting));
        Assert.All(faults, fault => Assert.Equal(SettingFault.NotSet, fault.Found));
    }

    [Theory]
    [InlineData("0x0000000000000000000000000000000000000000")]
    [InlineData("0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96046")]
    [InlineData("0xD8dA6BF26964aF9D7eEd9e03E53415D37aA96045")]
    [InlineData("1111111111111111111111111111111111111111")]
    [InlineData("0x11111111111111111111111111111111111111")]
    [InlineData("treasury.eth")]
    public void Options_name_what_is_no_address(string text)
    {
        var fault = Assert.Single((Options with { Recipient = text }).Validate());

        Assert.Equal((MarketOptions.RecipientSetting, $"\"{text}\""), (fault.Setting, fault.Found));
    }

    [Fact]
    public void Options_refuse_one_address_for_two_things()
    {
        var sameInCapitals = Options.Router!.ToUpperInvariant().Replace("0X", "0x", StringComparison.Ordinal);

        var fault = Assert.Single((Options with { Hop = sameInCapitals }).Validate());

        Assert.Equal((MarketOptions.HopSetting, $"another address than {MarketOptions.RouterSetting}"), (fault.Setting, fault.Allowed));
    }
}
