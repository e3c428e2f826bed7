using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;

namespace BuyOrder.Functions.Tests.Ethereum.Encoding;

/// <summary>The worked examples of the contract ABI specification, to the byte.</summary>
public sealed class AbiSpecificationTests
{
    private const string G =
        "0x2289b18c"
        + "0000000000000000000000000000000000000000000000000000000000000040"
        + "0000000000000000000000000000000000000000000000000000000000000140"
        + "0000000000000000000000000000000000000000000000000000000000000002"
        + "0000000000000000000000000000000000000000000000000000000000000040"
        + "00000000000000000000000000000000000000000000000000000000000000a0"
        + "0000000000000000000000000000000000000000000000000000000000000002"
        + "0000000000000000000000000000000000000000000000000000000000000001"
        + "0000000000000000000000000000000000000000000000000000000000000002"
        + "0000000000000000000000000000000000000000000000000000000000000001"
        + "0000000000000000000000000000000000000000000000000000000000000003"
        + "0000000000000000000000000000000000000000000000000000000000000003"
        + "0000000000000000000000000000000000000000000000000000000000000060"
        + "00000000000000000000000000000000000000000000000000000000000000a0"
        + "00000000000000000000000000000000000000000000000000000000000000e0"
        + "0000000000000000000000000000000000000000000000000000000000000003"
        + "6f6e650000000000000000000000000000000000000000000000000000000000"
        + "0000000000000000000000000000000000000000000000000000000000000003"
        + "74776f0000000000000000000000000000000000000000000000000000000000"
        + "0000000000000000000000000000000000000000000000000000000000000005"
        + "7468726565000000000000000000000000000000000000000000000000000000";

    public static readonly TheoryData<string, object[], string> Examples = new()
    {
        {
            "baz(uint32,bool)", [69, true],
            "0xcdcd77c0"
            + "0000000000000000000000000000000000000000000000000000000000000045"
            + "0000000000000000000000000000000000000000000000000000000000000001"
        },
        {
            "bar(bytes3[2])", [new object[] { "abc"u8.ToArray(), "def"u8.ToArray() }],
            "0xfce353f6"
            + "6162630000000000000000000000000000000000000000000000000000000000"
            + "6465660000000000000000000000000000000000000000000000000000000000"
        },
        {
            "sam(bytes,bool,uint256[])", ["dave"u8.ToArray(), true, new[] { 1, 2, 3 }],
            "0xa5643bf2"
            + "0000000000000000000000000000000000000000000000000000000000000060"
            + "0000000000000000000000000000000000000000000000000000000000000001"
            + "00000000000000000000000000000000000000000000000000000000000000a0"
            + "0000000000000000000000000000000000000000000000000000000000000004"
            + "6461766500000000000000000000000000000000000000000000000000000000"
            + "0000000000000000000000000000000000000000000000000000000000000003"
            + "0000000000000000000000000000000000000000000000000000000000000001"
            + "0000000000000000000000000000000000000000000000000000000000000002"
            + "0000000000000000000000000000000000000000000000000000000000000003"
        },
        {
            "f(uint256,uint32[],bytes10,bytes)", [0x123, new[] { 0x456, 0x789 }, "1234567890"u8.ToArray(), "Hello, world!"u8.ToArray()],
            "0x8be65246"
            + "0000000000000000000000000000000000000000000000000000000000000123"
            + "0000000000000000000000000000000000000000000000000000000000000080"
            + "3132333435363738393000000000000000000000000000000000000000000000"
            + "00000000000000000000000000000000000000000000000000000000000000e0"
            + "0000000000000000000000000000000000000000000000000000000000000002"
            + "0000000000000000000000000000000000000000000000000000000000000456"
            + "0000000000000000000000000000000000000000000000000000000000000789"
            + "000000000000000000000000000000000000000000000000000000000000000d"
            + "48656c6c6f2c20776f726c642100000000000000000000000000000000000000"
        },
        { "g(uint256[][],string[])", [new object[] { new[] { 1, 2 }, new[] { 3 } }, new object[] { "one", "two", "three" }], G },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_has_its_call_data(string signature, object[] arguments, string callData)
    {
        var function = AbiFunction.Parse(signature);

        var encoded = function.Encode(arguments);

        Assert.Equal(callData, Hex.Encode(encoded));
        Assert.Equal(signature, function.Signature);
        Assert.Equal(callData[..10], function.Selector.ToString());
        Assert.Equal(callData, Hex.Encode(function.Encode([.. function.DecodeInput(encoded)])));
    }

    /// <summary>The spec's section on events and errors, and the selectors of well-known contracts.</summary>
    [Theory]
    [InlineData("transfer(address to, uint256 amount)", "0xa9059cbb")]
    [InlineData("function approve(address spender, uint256 amount) external returns (bool)", "0x095ea7b3")]
    [InlineData("swapExactTokensForTokens(uint256,uint256,address[],address,uint256) returns (uint256[])", "0x38ed1739")]
    [InlineData(
        "exactInputSingle((address,address,uint24,address,uint256,uint256,uint160) calldata params) payable returns (uint)",
        "0x04e45aaf")]
    [InlineData("latestRoundData() view returns (uint80, int, uint, uint, uint80)", "0xfeaf968c")]
    public void A_known_function_has_its_known_selector(string declaration, string selector) =>
        Assert.Equal(selector, AbiFunction.Parse(declaration).Selector.ToString());

    [Fact]
    public void Negative_numbers_are_extended_by_their_sign()
    {
        var minusOne = Abi.Encode("int8", -1);
        var smallest = Abi.Encode("int256", -(BigInteger.One << 255));

        Assert.Equal("0x" + new string('f', 64), Hex.Encode(minusOne));
        Assert.Equal("0x80" + new string('0', 62), Hex.Encode(smallest));
        Assert.Equal(BigInteger.MinusOne, Abi.Decode("int8", minusOne).Get<BigInteger>(0));
        Assert.Equal(-(BigInteger.One << 255), Abi.Decode("int256", smallest).Get<BigInteger>(0));
        Assert.Equal(-129, Abi.Decode("int16", Abi.Encode("int16", -129)).Get<BigInteger>(0));
    }
}
