using BuyOrder.Domain.Chain;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Domain.Chain;

public sealed class Hash256Tests
{
    private const string Text = "0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    [Fact]
    public void A_hash_keeps_its_bytes_and_its_text()
    {
        var hash = Hash256.Parse(Text);

        Assert.Equal(Enumerable.Range(0, 32).Select(i => (byte)i), hash.ToArray());
        Assert.Equal(Text, hash.ToString());
        Assert.Equal(hash, new Hash256(hash.ToArray()));
        Assert.Equal(new Hash256(new byte[32]), Hash256.Zero);
    }

    [Property]
    public bool Hashes_differ_when_one_bit_does(byte bit)
    {
        var bytes = new byte[32];
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));

        return new Hash256(bytes) != Hash256.Zero;
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData(Text + "20")]
    [InlineData("0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e")]
    [InlineData("0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1g")]
    public void Text_of_another_form_is_refused(string? text) => Assert.False(Hash256.TryParse(text, out _));
}
