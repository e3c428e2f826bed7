using BuyOrder.Domain.Chain;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Domain.Chain;

/// <summary>Bytes as prefixed pairs of digits, there and back.</summary>
public sealed class HexTests
{
    [Property]
    public bool Bytes_come_back_from_their_text(byte[] bytes) => Hex.Decode(Hex.Encode(bytes)).AsSpan().SequenceEqual(bytes);

    [Fact]
    public void Bytes_are_written_as_two_lower_case_digits_each() => Assert.Equal("0xab01", Hex.Encode([0xAB, 1]));

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

    [Theory]
    [InlineData("0xabcd", true)]
    [InlineData("0xab", false)]
    [InlineData("0xabcdef", false)]
    [InlineData("00abcd", false)]
    [InlineData("0xabcg", false)]
    public void Text_must_have_as_many_bytes_as_its_destination(string text, bool fits) => Assert.Equal(fits, Hex.TryDecode(text, new byte[2]));
}
