using System.Buffers.Binary;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>Recursive Length Prefix, Ethereum's serialisation of transactions (Yellow Paper, appendix B).</summary>
public static class Rlp
{
    /// <summary>Deeper nesting is refused in both directions, so that hostile input can't exhaust the stack.</summary>
    public const int MaxDepth = 64;

    internal const byte ShortString = 0x80;
    internal const byte ShortList = 0xC0;
    internal const int LongestShort = 55;

    public static byte[] Encode(RlpItem item)
    {
        var encoded = new byte[item.EncodedLength];
        Write(item, encoded);
        return encoded;
    }

    /// <summary>Decodes one item that takes the whole input. Each item has exactly one encoding; any other is refused.</summary>
    /// <remarks>Byte strings of the result are windows into the input, not copies.</remarks>
    /// <exception cref="EthereumFormatException">Truncated, longer than its item, not canonical, or nested too deep.</exception>
    public static RlpItem Decode(ReadOnlyMemory<byte> input)
    {
        var rest = input;
        var item = RlpParser.Read(ref rest, MaxDepth);
        return rest.IsEmpty ? item : throw new EthereumFormatException($"{rest.Length} bytes follow the item.");
    }

    internal static int HeaderLength(int payloadLength) => payloadLength <= LongestShort ? 1 : 1 + LengthOfLength(payloadLength);

    private static int LengthOfLength(int length) => 4 - (int.LeadingZeroCount(length) / 8);

    private static int Write(RlpItem item, Span<byte> destination)
    {
        if (!item.IsList)
        {
            var bytes = item.Bytes.Span;
            var start = item.EncodedLength == 1 && bytes.Length == 1 ? 0 : WriteHeader(ShortString, bytes.Length, destination);
            bytes.CopyTo(destination[start..]);
            return item.EncodedLength;
        }

        var position = WriteHeader(ShortList, item.PayloadLength, destination);
        foreach (var child in item.Items)
        {
            position += Write(child, destination[position..]);
        }

        return position;
    }

    private static int WriteHeader(byte kind, int length, Span<byte> destination)
    {
        if (length <= LongestShort)
        {
            destination[0] = (byte)(kind + length);
            return 1;
        }

        var size = LengthOfLength(length);
        destination[0] = (byte)(kind + LongestShort + size);
        Span<byte> bigEndian = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bigEndian, length);
        bigEndian[^size..].CopyTo(destination[1..]);
        return 1 + size;
    }
}
