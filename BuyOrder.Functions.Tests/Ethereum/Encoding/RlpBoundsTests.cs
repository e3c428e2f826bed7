using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;

namespace BuyOrder.Functions.Tests.Ethereum.Encoding;

/// <summary>Inputs of a few bytes that claim much: refused before anything of their claimed size exists.</summary>
public sealed class RlpBoundsTests
{
    private const long MostAllocated = 64 * 1024;

    [Theory]
    [InlineData("bb7fffffff")]
    [InlineData("bb80000000")]
    [InlineData("fb7ffffff0")]
    [InlineData("bbffffffff")]
    [InlineData("bfffffffffffffffff")]
    [InlineData("ffffffffffffffffff")]
    [InlineData("bc0100000001aa")]
    [InlineData("c4bb7fffff")]
    [InlineData("c28201")]
    public void A_length_that_the_input_does_not_have_costs_nothing(string encoded)
    {
        var input = Convert.FromHexString(encoded);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<EthereumFormatException>(() => Rlp.Decode(input));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
    }

    [Theory]
    [InlineData(65)]
    [InlineData(1_000)]
    [InlineData(10_000)]
    public void Lists_nested_too_deep_are_refused_and_do_not_exhaust_the_stack(int depth)
    {
        var nested = new byte[] { 0xC0 };
        for (var i = 1; i < depth; i++)
        {
            nested = [.. Header(nested.Length), .. nested];
        }

        Assert.Throws<EthereumFormatException>(() => Rlp.Decode(nested));
    }

    private static byte[] Header(int length) => length switch
    {
        <= 55 => [(byte)(0xC0 + length)],
        < 1 << 8 => [0xF8, (byte)length],
        < 1 << 16 => [0xF9, (byte)(length >> 8), (byte)length],
        _ => [0xFA, (byte)(length >> 16), (byte)(length >> 8), (byte)length],
    };
}
