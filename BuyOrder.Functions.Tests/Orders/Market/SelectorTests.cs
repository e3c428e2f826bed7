using BuyOrder.Ethereum.Encoding;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Market;

namespace BuyOrder.Functions.Tests.Orders.Market;

/// <summary>The selectors and topics of everything that the product calls and reads, as contracts know them.</summary>
public sealed class SelectorTests
{
    public static readonly TheoryData<AbiFunction, string> Functions = new()
    {
        { Erc20.Approve, "0x095ea7b3" },
        { Erc20.Allowance, "0xdd62ed3e" },
        { Erc20.BalanceOf, "0x70a08231" },
        { Erc20.Decimals, "0x313ce567" },
        { UniswapV2.Factory, "0xc45a0155" },
        { UniswapV2.GetPair, "0xe6a43905" },
        { UniswapV2.Token0, "0x0dfe1681" },
        { UniswapV2.Token1, "0xd21220a7" },
        { UniswapV2.GetReserves, "0x0902f1ac" },
        { UniswapV2.GetAmountsOut, "0xd06ca61f" },
        { UniswapV2.Swap, "0x5c11d795" },
        { UniswapV3.Factory, "0xc45a0155" },
        { UniswapV3.GetPool, "0x1698ee82" },
        { UniswapV3.TickSpacing, "0x22afcccb" },
        { UniswapV3.Fee, "0xddca3f43" },
        { UniswapV3.Slot0, "0x3850c7bd" },
        { UniswapV3.Liquidity, "0x1a686502" },
        { UniswapV3.Quote, "0xcdca1753" },
        { UniswapV3.Multicall, "0x5ae401dc" },
        { UniswapV3.Swap, "0xb858183f" },
        { ProbeCode.Run, "0x72d0837f" },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_has_its_selector(AbiFunction function, string selector) => Assert.Equal(selector, function.Selector.ToString());

    [Theory]
    [InlineData("Error(string)", "0x08c379a0")]
    [InlineData("Panic(uint256)", "0x4e487b71")]
    [InlineData("ApproveReturnedFalse()", "0x7d577764")]
    [InlineData("Paused()", "0x9e87fac8")]
    [InlineData("Blacklisted(address account)", "0xffa4e618")]
    [InlineData("EnforcedPause()", "0xd93c0665")]
    [InlineData("ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)", "0xe450d38c")]
    [InlineData("ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)", "0xfb8f41b2")]
    [InlineData("ERC20InvalidReceiver(address receiver)", "0xec442f05")]
    [InlineData("ERC20InvalidSpender(address spender)", "0x94280d62")]
    [InlineData("SafeERC20FailedOperation(address token)", "0x5274afe7")]
    public void An_error_has_its_selector(string declaration, string selector) =>
        Assert.Equal(selector, AbiError.Parse(declaration).Selector.ToString());

    [Fact]
    public void The_transfer_event_has_its_topic() =>
        Assert.Equal("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef", Erc20.Transfer.Topic.ToString());
}
