using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;

namespace BuyOrder.Functions.Tests.Ethereum.Encoding;

public sealed class AbiTypeTests
{
    [Theory]
    [InlineData("uint", "uint256", false)]
    [InlineData("int", "int256", false)]
    [InlineData("uint8", "uint8", false)]
    [InlineData("bytes32", "bytes32", false)]
    [InlineData("bytes", "bytes", true)]
    [InlineData("string[3]", "string[3]", true)]
    [InlineData("address[2][3]", "address[2][3]", false)]
    [InlineData("tuple(uint a, (bool b, bytes c)[] d)[2]", "(uint256,(bool,bytes)[])[2]", true)]
    [InlineData(" ( uint256 , address ) ", "(uint256,address)", false)]
    public void A_type_is_read_and_has_its_canonical_name(string text, string name, bool isDynamic)
    {
        var type = AbiType.Parse(text);

        Assert.Equal(name, type.Name);
        Assert.Equal(isDynamic, type.IsDynamic);
    }

    [Theory]
    [InlineData("")]
    [InlineData("uint0")]
    [InlineData("uint7")]
    [InlineData("uint08")]
    [InlineData("uint264")]
    [InlineData("uint256x")]
    [InlineData("bytes0")]
    [InlineData("bytes33")]
    [InlineData("Uint256")]
    [InlineData("fixed128x18")]
    [InlineData("uint256[0]")]
    [InlineData("uint256[-1]")]
    [InlineData("uint256[01]")]
    [InlineData("uint256[99999999999]")]
    [InlineData("uint256[")]
    [InlineData("uint256]")]
    [InlineData("()")]
    [InlineData("(uint256")]
    [InlineData("(uint256,)")]
    [InlineData("uint256 uint256")]
    [InlineData("uint256[1000000]")]
    [InlineData("uint256[60000][60000]")]
    [InlineData("uint256[2147483647][2147483647]")]
    [InlineData("(((((((((((((((((uint256)))))))))))))))))")]
    [InlineData("uint256[][][][][][][][][][][][][][][][][]")]
    public void A_text_that_is_no_type_is_refused(string text) => Assert.Throws<EthereumFormatException>(() => AbiType.Parse(text));

    [Theory]
    [InlineData("transfer")]
    [InlineData("transfer(address")]
    [InlineData("transfer(address))")]
    [InlineData("(address)")]
    [InlineData("transfer(address) returns")]
    [InlineData("transfer(address) returns (uint256) x")]
    [InlineData("transfer(address) sideways")]
    [InlineData("transfer(address indexed to, uint256)extra")]
    [InlineData("transfer(address to from)")]
    public void A_text_that_is_no_function_is_refused(string text) => Assert.Throws<EthereumFormatException>(() => AbiFunction.Parse(text));

    public static readonly TheoryData<string, object> Misfits = new()
    {
        { "uint8", 256 },
        { "uint8", -1 },
        { "int8", 128 },
        { "int8", -129 },
        { "uint256", BigInteger.One << 256 },
        { "int256", BigInteger.One << 255 },
        { "uint256", "1" },
        { "uint256", 1.0 },
        { "bool", 1 },
        { "address", "0x0000000000000000000000000000000000000000" },
        { "bytes3", new byte[2] },
        { "bytes3", new byte[4] },
        { "bytes", "0x00" },
        { "string", new byte[1] },
        { "string", "\uD800" },
        { "uint256[2]", new[] { 1 } },
        { "uint256[]", 1 },
        { "uint256[]", new byte[] { 1 } },
        { "uint8[]", new[] { 1, 256 } },
        { "(uint256,bool)", new object[] { 1 } },
        { "(uint256,bool)", new object[] { true, 1 } },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void A_value_that_does_not_fit_its_type_is_refused(string type, object value) =>
        Assert.ThrowsAny<ArgumentException>(() => Abi.Encode(type, value));

    [Fact]
    public void As_many_values_as_parameters_are_needed()
    {
        Assert.Throws<ArgumentException>(() => Abi.Encode("uint256, bool", 1));
        Assert.Throws<ArgumentException>(() => Abi.Encode("uint256, bool", 1, true, 2));
    }

    [Fact]
    public void Values_are_read_by_position_and_by_name()
    {
        var parameters = AbiParameters.Parse("uint256 amount, address[] path, (bool yes, string why) verdict");
        Address[] path = [Address.Zero, Address.Parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")];

        var values = parameters.Decode(parameters.Encode(7UL, path, new object[] { true, "because" }));

        Assert.Equal(7, values.Get<BigInteger>("amount"));
        Assert.Equal(path, values.GetArray<Address>("path"));
        Assert.Equal("because", values.Get<AbiValues>(2).Get<string>("why"));
        Assert.Throws<KeyNotFoundException>(() => values.Get<BigInteger>("price"));
        Assert.Throws<KeyNotFoundException>(() => values.Get<BigInteger>(""));
        Assert.Throws<InvalidCastException>(() => values.Get<Address>("amount"));
    }
}
