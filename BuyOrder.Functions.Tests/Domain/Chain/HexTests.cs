using BuyOrder.Domain.Chain;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Domain.Chain;

public sealed class HexTests
{
    [Property]
    public bool Bytes_come_back_from_their_text(byte[] bytes) => Hex.Decode(Hex.Encode(bytes)).AsSpan().SequenceEqual(bytes);

    [Fact]
    public void Digits_of_either_case_are_read() => Assert.Equal([0xAB, 0xCD], Hex.Decode("0xAbcD"));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("ab")]
    [InlineData("0X00")]
    [InlineData("0xa")]
    [InlineData("0xag")]
    [InlineData("0x 1")]
    [InlineData(" 0x01")]
    public void Text_that_is_no_prefixed_pairs_of_digits_is_refused(string text)
    {
        Assert.False(Hex.TryDecode(text, out _));
        Assert.Throws<EthereumFormatException>(() => Hex.Decode(text));
    }
}
