using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>The strict reading half of <see cref="Rlp"/>.</summary>
internal static class RlpParser
{
    private const int LargestLengthOfLength = 4;

    /// <summary>Takes one item off the front of <paramref name="input"/>.</summary>
    public static RlpItem Read(ref ReadOnlyMemory<byte> input, int depthLeft)
    {
        if (input.IsEmpty)
        {
            throw new EthereumFormatException("The input ends where an item should begin.");
        }

        var first = input.Span[0];
        return first switch
        {
            < Rlp.ShortString => RlpItem.OfBytes(Take(ref input, 1)),
            < Rlp.ShortList => ReadString(ref input, first),
            _ => ReadList(ref input, first, depthLeft),
        };
    }

    private static RlpItem ReadString(ref ReadOnlyMemory<byte> input, byte first)
    {
        var payload = TakePayload(ref input, first - Rlp.ShortString);
        return payload.Length == 1 && payload.Span[0] < Rlp.ShortString && first == Rlp.ShortString + 1
            ? throw new EthereumFormatException("A byte below 0x80 is its own encoding and takes no header.")
            : RlpItem.OfBytes(payload);
    }

    private static RlpItem ReadList(ref ReadOnlyMemory<byte> input, byte first, int depthLeft)
    {
        if (depthLeft == 0)
        {
            throw new EthereumFormatException($"Lists are nested more than {Rlp.MaxDepth} deep.");
        }

        var payload = TakePayload(ref input, first - Rlp.ShortList);
        var items = new List<RlpItem>();
        while (!payload.IsEmpty)
        {
            items.Add(Read(ref payload, depthLeft - 1));
        }

        return RlpItem.OfList(items);
    }

    private static ReadOnlyMemory<byte> TakePayload(ref ReadOnlyMemory<byte> input, int code)
    {
        Take(ref input, 1);
        if (code <= Rlp.LongestShort)
        {
            return Take(ref input, code);
        }

        var lengthBytes = Take(ref input, code - Rlp.LongestShort).Span;
        if (lengthBytes[0] == 0)
        {
            throw new EthereumFormatException("A length has a leading zero.");
        }

        if (lengthBytes.Length > LargestLengthOfLength)
        {
            throw new EthereumFormatException("A length points past the end of the input.");
        }

        var length = 0L;
        foreach (var part in lengthBytes)
        {
            length = (length << 8) | part;
        }

        return length <= Rlp.LongestShort
            ? throw new EthereumFormatException("A short payload has a long header.")
            : Take(ref input, length);
    }

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> input, long count)
    {
        if (count > input.Length)
        {
            throw new EthereumFormatException("A length points past the end of the input.");
        }

        var taken = input[..(int)count];
        input = input[(int)count..];
        return taken;
    }
}
