using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

/// <summary>A hash in bytes and as text.</summary>
public sealed class Sha256HashTests
{
    private const string Counted = "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20";

    private static readonly byte[] Bytes = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];

    [Fact]
    public void Hash_is_that_of_the_standard() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Sha256Hash.Of("abc"u8).ToString());

    [Fact]
    public void Bytes_are_kept_in_their_order()
    {
        var hash = new Sha256Hash(Bytes);

        Assert.Equal(Bytes, hash.ToArray());
        Assert.Equal(Counted, hash.ToString());
    }

    [Fact]
    public void Bytes_are_written_to_the_start_of_a_longer_span()
    {
        var destination = new byte[34];
        byte[] expected = [.. Bytes, 0, 0];

        new Sha256Hash(Bytes).WriteTo(destination);

        Assert.Equal(expected, destination);
    }

    [Fact]
    public void Default_is_32_zero_bytes() => Assert.Equal(new string('0', 64), default(Sha256Hash).ToString());

    [Theory]
    [InlineData(0x00, 0x00, 0)]
    [InlineData(0x01, 0x02, 258)]
    [InlineData(0xFF, 0x01, 65_281)]
    [InlineData(0xFF, 0xFF, 65_535)]
    public void First_16_bits_are_the_first_two_bytes_big_endian(int first, int second, int bits)
    {
        byte[] bytes = [(byte)first, (byte)second, .. Bytes[2..]];

        Assert.Equal(bits, new Sha256Hash(bytes).First16Bits);
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(0)]
    public void Any_other_length_is_refused(int length) => Assert.Throws<ArgumentException>(() => new Sha256Hash(new byte[length]));

    [Fact]
    public void Text_of_a_hash_is_read_back()
    {
        Assert.True(Sha256Hash.TryParse(Counted, out var hash));

        Assert.Equal(new Sha256Hash(Bytes), hash);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2")]
    [InlineData("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021")]
    [InlineData("0102030405060708090A0b0c0d0e0f101112131415161718191a1b1c1d1e1f20")]
    [InlineData("0102030405060708090g0b0c0d0e0f101112131415161718191a1b1c1d1e1f20")]
    public void Anything_but_64_lower_case_digits_is_refused(string? text)
    {
        Assert.False(Sha256Hash.TryParse(text, out var hash));

        Assert.Equal(default(Sha256Hash), hash);
    }
}
