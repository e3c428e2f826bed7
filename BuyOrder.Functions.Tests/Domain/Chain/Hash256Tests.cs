using BuyOrder.Domain.Chain;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Domain.Chain;

/// <summary>32 bytes and their text: what is read, what is refused, and how they sort.</summary>
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
    public void Text_of_another_form_is_refused(string? text)
    {
        Assert.False(Hash256.TryParse(text, out var hash));
        Assert.Equal(Hash256.Zero, hash);
        Assert.Throws<EthereumFormatException>(() => Hash256.Parse(text!));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Bytes_of_another_number_are_refused(int count) =>
        Assert.Throws<ArgumentException>("bytes", () => new Hash256(new byte[count]));

    [Theory]
    [InlineData(1, 1, 1, 1, 0)]
    [InlineData(1, 1, 1, 2, -1)]
    [InlineData(1, 2, 1, 1, 1)]
    [InlineData(1, 2, 2, 1, -1)]
    [InlineData(2, 1, 1, 2, 1)]
    public void Hashes_sort_as_their_texts_do(int first, int last, int otherFirst, int otherLast, int sign)
    {
        var (left, right) = (Of(first, last), Of(otherFirst, otherLast));

        Assert.Equal(sign, Math.Sign(left.CompareTo(right)));
        Assert.Equal(sign, Math.Sign(string.CompareOrdinal(left.ToString(), right.ToString())));
        Assert.Equal((sign < 0, sign > 0, sign <= 0, sign >= 0), ((left < right), (left > right), left <= right, left >= right));
    }

    private static Hash256 Of(int first, int last) => new([(byte)first, .. new byte[30], (byte)last]);
}
