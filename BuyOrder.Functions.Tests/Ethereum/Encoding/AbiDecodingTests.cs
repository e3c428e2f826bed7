using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Encoding;
using FsCheck.Xunit;

namespace BuyOrder.Functions.Tests.Ethereum.Encoding;

/// <summary>What the decoder does with input that no honest encoder wrote.</summary>
public sealed class AbiDecodingTests
{
    private static readonly AbiFunction Transfer = AbiFunction.Parse("transfer(address,uint256) returns (bool)");

    [Theory]
    [InlineData("bool", "2")]
    [InlineData("uint8", "100")]
    [InlineData("int8", "80")]
    [InlineData("int8", "ff")]
    [InlineData("address", "10000000000000000000000000000000000000000")]
    [InlineData("bytes31", "1")]
    public void A_word_that_does_not_fit_its_type_is_refused(string type, string word) =>
        Assert.Throws<EthereumFormatException>(() => Abi.Decode(type, Hex.Decode("0x" + word.PadLeft(64, '0'))));

    [Theory]
    [InlineData("uint256", "")]
    [InlineData("uint256", "00000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("bytes", "0000000000000000000000000000000000000000000000000000000000000020")]
    [InlineData("bytes", "0000000000000000000000000000000000000000000000000000000000000021")]
    [InlineData("bytes", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("uint256[]", "000000000000000000000000000000000000000000000000000000007fffffff")]
    [InlineData("uint256[]", "0000000000000000000000000000000000000000000000000000000080000000")]
    [InlineData("uint256[2]", "0000000000000000000000000000000000000000000000000000000000000001")]
    public void Input_that_ends_early_is_refused(string type, string input) =>
        Assert.Throws<EthereumFormatException>(() => Abi.Decode(type, Convert.FromHexString(input)));

    [Fact]
    public void A_length_beyond_the_input_is_refused_before_anything_is_allocated()
    {
        var input = new byte[1 << 20];
        UInt256.Write(32, input.AsSpan(0, 32));
        UInt256.Write(input.Length, input.AsSpan(32, 32));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<EthereumFormatException>(() => Abi.Decode("uint256[]", input));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, input.Length);
    }

    [Fact]
    public void Offsets_that_share_words_to_blow_up_the_input_are_refused()
    {
        // Each of the elements of a list points at the list after it: 3 levels of 64 would be 262 144 values in 6 400 bytes.
        const int Width = 64;
        var list = (Width + 1) * 32;
        var input = new byte[32 + (3 * list)];
        UInt256.Write(32, input.AsSpan(0, 32));
        for (var level = 0; level < 3; level++)
        {
            var start = 32 + (level * list);
            UInt256.Write(Width, input.AsSpan(start, 32));
            for (var i = 0; i < Width && level < 2; i++)
            {
                UInt256.Write(list - 32, input.AsSpan(start + 32 + (i * 32), 32));
            }
        }

        Assert.Throws<EthereumFormatException>(() => Abi.Decode("uint256[][][]", input));
    }

    [Fact]
    public void Call_data_with_anything_behind_its_arguments_is_refused()
    {
        var callData = Transfer.Encode(Address.Zero, 1);

        Assert.Equal(1, Transfer.DecodeInput(callData).Get<BigInteger>(1));
        Assert.Throws<EthereumFormatException>(() => Transfer.DecodeInput([.. callData, 0]));
        Assert.Throws<EthereumFormatException>(() => Transfer.DecodeInput([.. callData, .. new byte[32]]));
        Assert.Throws<EthereumFormatException>(() => Transfer.DecodeInput(callData.AsSpan(0, callData.Length - 1)));
        Assert.Throws<EthereumFormatException>(() => Transfer.DecodeInput(callData.AsSpan(1)));
        Assert.Throws<EthereumFormatException>(() => Transfer.DecodeInput([]));
    }

    [Fact]
    public void Call_data_whose_offsets_or_padding_are_not_the_encoders_is_refused()
    {
        var function = AbiFunction.Parse("f(bytes,bytes)");
        var plain = function.Encode("a"u8.ToArray(), "a"u8.ToArray());
        var shared = plain.AsSpan(0, 4 + (4 * 32)).ToArray();
        UInt256.Write(64, shared.AsSpan(4 + 32, 32));
        var padded = plain.ToArray();
        padded[^1] = 1;

        Assert.Throws<EthereumFormatException>(() => function.DecodeInput(shared));
        Assert.Throws<EthereumFormatException>(() => function.DecodeInput(padded));
        Assert.Equal("a"u8.ToArray(), function.Inputs.Decode(padded.AsSpan(4)).Get<byte[]>(1));
    }

    [Fact]
    public void Output_may_be_followed_by_more_but_not_be_missing()
    {
        byte[] yes = Abi.Encode("bool", true);

        Assert.True(Transfer.DecodeOutput(yes).Get<bool>(0));
        Assert.True(Transfer.DecodeOutput([.. yes, 1, 2, 3]).Get<bool>(0));
        Assert.Throws<EthereumFormatException>(() => Transfer.DecodeOutput([]));
    }

    [Fact]
    public void A_string_that_is_not_Unicode_is_refused() =>
        Assert.Throws<EthereumFormatException>(() => Abi.Decode("string", Abi.Encode("bytes", new byte[] { 0xFF })));

    [Property(MaxTest = 500)]
    public void Any_value_comes_back_from_its_encoding(int seed)
    {
        var sample = AbiSample.Random(new Random(seed));

        var encoded = sample.Parameters.Encode(sample.Values);

        Assert.Equal(0, encoded.Length % 32);
        Assert.Equal(sample.ToJson(), AbiSample.ToJson(sample.Parameters.DecodeExact(encoded)));
        Assert.Equal(encoded, sample.Parameters.Encode([.. sample.Parameters.Decode(encoded)]));
    }

    [Property(MaxTest = 500)]
    public void Every_cut_of_an_encoding_is_refused_where_words_are_missing(int seed)
    {
        var random = new Random(seed);
        var sample = AbiSample.Random(random);
        var encoded = sample.Parameters.Encode(sample.Values);

        // A cut inside the padding of a last bytes or string leaves all values there; exact decoding sees it all the same.
        var cut = encoded.AsSpan(0, random.Next(encoded.Length)).ToArray();
        Assert.Throws<EthereumFormatException>(() => sample.Parameters.DecodeExact(cut));
    }

    [Property(MaxTest = 3000)]
    public void Damaged_and_random_input_is_refused_or_read_and_nothing_else_happens(int seed, byte[] noise)
    {
        var random = new Random(seed);
        var sample = AbiSample.Random(random);
        var encoded = sample.Parameters.Encode(sample.Values);
        for (var i = random.Next(4); i >= 0 && encoded.Length > 0; i--)
        {
            encoded[random.Next(encoded.Length)] = (byte)random.Next(256);
        }

        AssertRefusedOrExact(sample.Parameters, encoded);
        AssertRefusedOrExact(sample.Parameters, noise);
        AssertRefusedOrExact(sample.Parameters, SmallWords(random));
    }

    private static void AssertRefusedOrExact(AbiParameters parameters, byte[] input)
    {
        try
        {
            var values = parameters.Decode(input);
            Assert.Equal(AbiSample.ToJson(values), AbiSample.ToJson(parameters.DecodeExact(parameters.Encode([.. values]))));
        }
        catch (EthereumFormatException)
        {
            Assert.Throws<EthereumFormatException>(() => parameters.DecodeExact(input));
        }
    }

    /// <summary>Words that make believable offsets and lengths, so that random input gets past the first check.</summary>
    private static byte[] SmallWords(Random random)
    {
        var input = new byte[32 * random.Next(24)];
        for (var i = 0; i < input.Length; i += 32)
        {
            UInt256.Write(random.Next(2) == 0 ? 32 * random.Next(12) : random.Next(4), input.AsSpan(i, 32));
        }

        return input;
    }
}
