using BuyOrder.Domain.Chain;
using BuyOrder.Functions.Tests.Orders.Signing;
using BuyOrder.Orders.Market;

namespace BuyOrder.Functions.Tests.Orders.Market;

public sealed class UniswapV2CallsTests
{
    [Fact]
    public void Selectors_are_the_published_ones()
    {
        Assert.Equal("0x5c11d795", UniswapV2.Swap.Selector.ToString());
        Assert.Equal("0xd06ca61f", UniswapV2.GetAmountsOut.Selector.ToString());
        Assert.Equal("0xe6a43905", UniswapV2.GetPair.Selector.ToString());
        Assert.Equal("0x0902f1ac", UniswapV2.GetReserves.Selector.ToString());
        Assert.Equal("0x095ea7b3", Erc20.Approve.Selector.ToString());
        Assert.Equal("0x70a08231", Erc20.BalanceOf.Selector.ToString());
        Assert.Equal("0xdd62ed3e", Erc20.Allowance.Selector.ToString());
        Assert.Equal("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef", Erc20.Transfer.Topic.ToString());
    }

    [Fact]
    public void Calls_go_to_their_contracts_with_exactly_their_arguments()
    {
        var market = new UniswapV2Market(Permitted.Route, new MarketPlace.UniswapV2(Permitted.Router));

        var approve = market.Approve(Permitted.Spend);
        var swap = market.Swap(Permitted.Spend, Permitted.Floor, Permitted.From.AddMilliseconds(999), Permitted.Route.Recipient);

        Assert.Equal((Permitted.Route.Stablecoin, Permitted.Router), (approve.To, swap.To));
        Assert.Equal(Permitted.ApproveData(Permitted.Router, Permitted.Spend), approve.Data);
        Assert.Equal(Permitted.SwapData(), swap.Data);
        Assert.Equal(
            "0x5c11d795"
            + "00000000000000000000000000000000000000000000021e19e0c9bab2400000"
            + "00000000000000000000000000000000000000000000000aadec983fcff40000"
            + "00000000000000000000000000000000000000000000000000000000000000a0"
            + "0000000000000000000000004444444444444444444444444444444444444444"
            + "000000000000000000000000000000000000000000000000000000006b49d200"
            + "0000000000000000000000000000000000000000000000000000000000000003"
            + "0000000000000000000000002222222222222222222222222222222222222222"
            + "0000000000000000000000005555555555555555555555555555555555555555"
            + "0000000000000000000000001111111111111111111111111111111111111111",
            Hex.Encode(swap.Data));
    }
}
