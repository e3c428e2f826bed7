using BuyOrder.Domain.Chain;

namespace BuyOrder.Functions.Tests.Domain.Chain;

/// <summary>20 bytes and their checksummed text: what is read, what is refused, and how they sort.</summary>
public sealed class AddressTests
{
    /// <summary>The test cases of EIP-55.</summary>
    public static readonly TheoryData<string> Checksummed =
    [
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ];

    [Theory]
    [MemberData(nameof(Checksummed))]
    public void An_address_is_written_with_its_checksum(string text)
    {
        Assert.Equal(text, Address.Parse(text).ToString());
        Assert.Equal(text, Address.Parse(text.ToLowerInvariant()).ToString());
        Assert.Equal(text, Address.Parse("0x" + text[2..].ToUpperInvariant()).ToString());
    }

    [Theory]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD")]
    [InlineData("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    public void A_wrong_checksum_is_refused(string text)
    {
        Assert.False(Address.TryParse(text, out var address));
        Assert.Equal(Address.Zero, address);
        Assert.Throws<EthereumFormatException>(() => Address.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae")]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed00")]
    [InlineData("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeg")]
    [InlineData("0X5aaeb6053f3e94c9b9a09f33669435e7ef1beaed")]
    public void Text_of_another_form_is_refused(string? text) => Assert.False(Address.TryParse(text, out _));

    [Fact]
    public void A_public_key_has_its_address()
    {
        // The generator, which is the public key of the private key 1.
        var point = Hex.Decode(
            "0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
            + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8");

        var address = Address.FromPublicKey(point);

        Assert.Equal("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf", address.ToString());
        Assert.Equal(address, Address.FromPublicKey([4, .. point]));
        Assert.Throws<ArgumentException>(() => Address.FromPublicKey(point.AsSpan(1)));
    }

    [Fact]
    public void Only_65_bytes_have_a_leading_four_to_take_off()
    {
        byte[] point = [4, .. new byte[63]];

        Assert.Equal(Address.FromPublicKey([4, .. point]), Address.FromPublicKey(point));
        Assert.Throws<ArgumentException>("publicKey", () => Address.FromPublicKey([3, .. point]));
        Assert.Throws<ArgumentException>("publicKey", () => Address.FromPublicKey([4, .. point, 0]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(19)]
    [InlineData(21)]
    public void Bytes_of_another_number_are_refused(int count) =>
        Assert.Throws<ArgumentException>("bytes", () => new Address(new byte[count]));

    [Theory]
    [InlineData("0x27b1fdb04752bbc536007a920d24acb045561c26", "0x27b1fdb04752bbc536007a920d24acb045561c26", 0)]
    [InlineData("0x27b1fdb04752bbc536007a920d24acb045561c26", "0x52908400098527886E0F7030069857D2E4169EE7", -1)]
    [InlineData("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xE592427A0AEce92De3Edee1F18E0157C05861564", 1)] // capitals come first
    public void Addresses_sort_as_their_checksummed_texts_do(string text, string other, int sign)
    {
        var (left, right) = (Address.Parse(text), Address.Parse(other));

        Assert.Equal(sign, Math.Sign(left.CompareTo(right)));
        Assert.Equal((sign < 0, sign > 0, sign <= 0, sign >= 0), ((left < right), (left > right), left <= right, left >= right));
    }

    /// <summary>More of them than texts are kept.</summary>
    [Fact]
    public void Each_of_many_addresses_has_a_text_of_its_own()
    {
        var addresses = Enumerable.Range(0, 1_000).Select(number => new Address([.. new byte[18], (byte)(number / 256), (byte)(number % 256)]));

        Assert.All(addresses, address => Assert.Equal(Hex.Encode(address.ToArray()), address.ToString().ToLowerInvariant()));
    }

    [Fact]
    public void Addresses_are_equal_by_their_bytes()
    {
        var bytes = Enumerable.Range(1, 20).Select(i => (byte)i).ToArray();

        Assert.Equal(new Address(bytes), Address.Parse(Hex.Encode(bytes)));
        Assert.Equal(bytes, new Address(bytes).ToArray());
        Assert.Equal(new Address(new byte[20]), Address.Zero);
        for (var i = 0; i < bytes.Length; i++)
        {
            var other = bytes.ToArray();
            other[i] ^= 1;
            Assert.NotEqual(new Address(bytes), new Address(other));
        }
    }
}
