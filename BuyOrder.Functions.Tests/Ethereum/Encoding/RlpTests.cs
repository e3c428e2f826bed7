using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Ethereum.Encoding;

public sealed class RlpTests
{
    private const string Lorem = "Lorem ipsum dolor sit amet, consectetur adipisicing elit";

    /// <summary>The cases of Ethereum's own test suite (RLPTests/rlptest.json) and of the specification's page.</summary>
    public static readonly TheoryData<string, string> Published = new()
    {
        { "\"\"", "80" },
        { "\"\0\"", "00" },
        { "\"\x01\"", "01" },
        { "\"\x7F\"", "7f" },
        { "\"dog\"", "83646f67" },
        {
            "\"" + Lorem[..55] + "\"",
            "b74c6f72656d20697073756d20646f6c6f722073697420616d65742c20636f6e7365637465747572206164697069736963696e6720656c69"
        },
        {
            "\"" + Lorem + "\"",
            "b8384c6f72656d20697073756d20646f6c6f722073697420616d65742c20636f6e7365637465747572206164697069736963696e6720656c6974"
        },
        { "0", "80" },
        { "1", "01" },
        { "16", "10" },
        { "127", "7f" },
        { "128", "8180" },
        { "1000", "8203e8" },
        { "100000", "830186a0" },
        { "83729609699884896815286331701780722", "8f102030405060708090a0b0c0d0e0f2" },
        { "115792089237316195423570985008687907853269984665640564039457584007913129639935", "a0" + new string('f', 64) },
        { "115792089237316195423570985008687907853269984665640564039457584007913129639936", "a101" + new string('0', 64) },
        { "[]", "c0" },
        { "[\"dog\",\"god\",\"cat\"]", "cc83646f6783676f6483636174" },
        { "[\"zw\",[4],1]", "c6827a77c10401" },
        { "[[[],[]],[]]", "c4c2c0c0c0" },
        { "[[],[[]],[[],[[]]]]", "c7c0c1c0c3c0c1c0" },
        {
            "[\"asdf\",\"qwer\",\"zxcv\",\"asdf\",\"qwer\",\"zxcv\",\"asdf\",\"qwer\",\"zxcv\",\"asdf\",\"qwer\"]",
            "f784617364668471776572847a78637684617364668471776572847a78637684617364668471776572847a78637684617364668471776572"
        },
        {
            "[[\"key1\",\"val1\"],[\"key2\",\"val2\"],[\"key3\",\"val3\"],[\"key4\",\"val4\"]]",
            "ecca846b6579318476616c31ca846b6579328476616c32ca846b6579338476616c33ca846b6579348476616c34"
        },
    };

    [Theory]
    [MemberData(nameof(Published))]
    public void Published_items_have_their_published_encoding(string item, string encoded)
    {
        var position = 0;
        var parsed = Parse(item, ref position);

        Assert.Equal(encoded, Convert.ToHexStringLower(Rlp.Encode(parsed)));
        Assert.Equal(encoded, Convert.ToHexStringLower(Rlp.Encode(Rlp.Decode(Convert.FromHexString(encoded)))));
    }

    /// <summary>From RLPTests/invalidRLPTest.json, and one for each rule of the decoder.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("8100")]
    [InlineData("8101")]
    [InlineData("817f")]
    [InlineData("81")]
    [InlineData("83646f")]
    [InlineData("8080")]
    [InlineData("00ab")]
    [InlineData("b800")]
    [InlineData("b737")]
    [InlineData("b837" + "4c6f72656d20697073756d20646f6c6f722073697420616d65742c20636f6e7365637465747572206164697069736963696e6720656c69")]
    [InlineData("b8")]
    [InlineData(
        "b90038"
        + "4c6f72656d20697073756d20646f6c6f722073697420616d65742c20636f6e7365637465747572206164697069736963696e6720656c6974")]
    [InlineData("b90000")]
    [InlineData("bf0f000000000000021111")]
    [InlineData("bfffffffffffffffff")]
    [InlineData("bb7fffffff")]
    [InlineData("bbffffffff")]
    [InlineData("c1")]
    [InlineData("c283")]
    [InlineData("c2c1")]
    [InlineData("c0c0")]
    [InlineData("c18100")]
    [InlineData("f800")]
    [InlineData("f80180")]
    [InlineData("f90000")]
    [InlineData("ff0f000000000000021111")]
    [InlineData("fbffffffff")]
    [InlineData("ffffffffffffffffff")]
    public void Input_that_is_not_the_one_encoding_of_an_item_is_refused(string encoded) =>
        Assert.Throws<EthereumFormatException>(() => Rlp.Decode(Convert.FromHexString(encoded)));

    [Fact]
    public void Nesting_ends_at_its_limit()
    {
        var item = RlpItem.EmptyList;
        for (var depth = 1; depth < Rlp.MaxDepth; depth++)
        {
            item = RlpItem.OfList(item);
        }

        Assert.Equal(Rlp.Encode(item), Rlp.Encode(Rlp.Decode(Rlp.Encode(item))));
        Assert.Throws<ArgumentException>(() => RlpItem.OfList(item));
        Assert.Equal(Rlp.Encode(item), Nested(Rlp.MaxDepth));
        Assert.Throws<EthereumFormatException>(() => Rlp.Decode(Nested(Rlp.MaxDepth + 1)));
    }

    [Fact]
    public void Integers_are_read_without_leading_zeros_and_within_their_size()
    {
        Assert.Equal(0UL, Rlp.Decode((byte[])[0x80]).ToUInt64());
        Assert.Equal(ulong.MaxValue, RlpItem.OfInteger(ulong.MaxValue).ToUInt64());
        Assert.Throws<EthereumFormatException>(() => Rlp.Decode((byte[])[0x00]).ToUInt64());
        Assert.Throws<EthereumFormatException>(() => RlpItem.OfBytes((byte[])[0, 1]).ToUInt256());
        Assert.Throws<EthereumFormatException>(() => RlpItem.OfInteger(BigInteger.One << 64).ToUInt64());
        Assert.Throws<EthereumFormatException>(() => RlpItem.OfInteger(BigInteger.One << 256).ToUInt256());
        Assert.Throws<EthereumFormatException>(() => RlpItem.EmptyList.ToUInt64());
        Assert.Throws<ArgumentOutOfRangeException>(() => RlpItem.OfInteger(-1));
    }

    [Property]
    public Property Any_item_comes_back_from_its_encoding() => Prop.ForAll(Items.ToArbitrary(), item =>
    {
        var encoded = Rlp.Encode(item);
        return AreEqual(item, Rlp.Decode(encoded)) && Rlp.Encode(Rlp.Decode(encoded)).AsSpan().SequenceEqual(encoded);
    });

    [Property(MaxTest = 2000)]
    public bool Random_bytes_are_refused_or_are_the_encoding_of_what_they_give(byte[] input) => IsRefusedOrCanonical(input);

    [Property(MaxTest = 1000)]
    public Property An_encoding_with_one_byte_changed_is_refused_or_canonical(int at, byte by) => Prop.ForAll(Items.ToArbitrary(), item =>
    {
        var encoded = Rlp.Encode(item);
        encoded[(int)((uint)at % encoded.Length)] ^= by;
        return IsRefusedOrCanonical(encoded);
    });

    private static bool IsRefusedOrCanonical(byte[] input)
    {
        try
        {
            return Rlp.Encode(Rlp.Decode(input)).AsSpan().SequenceEqual(input);
        }
        catch (EthereumFormatException)
        {
            return true;
        }
    }

    private static Gen<RlpItem> Items => Gen.Sized(ItemsOfSize);

    private static Gen<RlpItem> ItemsOfSize(int size)
    {
        var strings = ArbMap.Default.GeneratorFor<byte[]>().Select(bytes => RlpItem.OfBytes(bytes));
        var longStrings = Gen.Choose(50, 70_000).Select(length => RlpItem.OfBytes(new byte[length]));
        if (size < 2)
        {
            return strings;
        }

        var lists = Gen.ListOf(ItemsOfSize(size / 4)).Select(items => RlpItem.OfList([.. items]));
        return Gen.Frequency((6, strings), (1, longStrings), (4, lists));
    }

    private static bool AreEqual(RlpItem left, RlpItem right) =>
        left.IsList == right.IsList
        && (left.IsList
            ? left.Items.Count == right.Items.Count && left.Items.Zip(right.Items).All(pair => AreEqual(pair.First, pair.Second))
            : left.Bytes.Span.SequenceEqual(right.Bytes.Span));

    /// <summary>Lists in lists with right lengths; above 55 bytes the headers grow.</summary>
    private static byte[] Nested(int depth)
    {
        byte[] encoded = [0xC0];
        for (var i = 1; i < depth; i++)
        {
            encoded = encoded.Length <= 55 ? [(byte)(0xC0 + encoded.Length), .. encoded] : [0xF8, (byte)encoded.Length, .. encoded];
        }

        return encoded;
    }

    /// <summary>Reads the notation of the published cases: quoted text, integers, lists.</summary>
    private static RlpItem Parse(string text, ref int position)
    {
        if (text[position] == '"')
        {
            var end = text.IndexOf('"', position + 1);
            var item = RlpItem.OfBytes(System.Text.Encoding.ASCII.GetBytes(text[(position + 1)..end]));
            position = end + 1;
            return item;
        }

        if (text[position] != '[')
        {
            var start = position;
            while (position < text.Length && char.IsAsciiDigit(text[position]))
            {
                position++;
            }

            return RlpItem.OfInteger(BigInteger.Parse(text[start..position], CultureInfo.InvariantCulture));
        }

        var items = new List<RlpItem>();
        position++;
        while (text[position] != ']')
        {
            items.Add(Parse(text, ref position));
            position += text[position] == ',' ? 1 : 0;
        }

        position++;
        return RlpItem.OfList(items);
    }
}
