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
