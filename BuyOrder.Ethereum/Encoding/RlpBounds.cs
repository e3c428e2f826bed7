using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>
/// Follows the headers of RLP without reading what they hold. Nethereum's decoder believes a length and recurses without end; it gets only
/// bytes that passed here.
/// </summary>
internal static class RlpBounds
{
    private const byte ShortString = 0x80;
    private const byte ShortList = 0xC0;
    private const int LongestShort = 55;
    private const int LargestLengthOfLength = 4;

    /// <exception cref="EthereumFormatException">Not one item over the whole input, an item longer than its list, or lists nested too deep.</exception>
    public static void Check(ReadOnlySpan<byte> input)
    {
        var rest = Skip(input, Rlp.MaxDepth);
        if (!rest.IsEmpty)
        {
            throw new EthereumFormatException($"{rest.Length} bytes follow the item.");
        }
    }

    /// <returns>What follows the first item.</returns>
    private static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> input, int depthLeft)
    {
        var first = Take(input, 1)[0];
        if (first < ShortString)
        {
            return input[1..];
        }

        var isList = first >= ShortList;
        var code = first - (isList ? ShortList : ShortString);
        var header = code <= LongestShort ? 1 : 1 + code - LongestShort;
        var length = code <= LongestShort ? code : Length(Take(input, header)[1..]);
        var payload = Take(input[header..], length);
        if (isList)
        {
            CheckItems(payload, depthLeft - 1);
        }

        return input[(header + payload.Length)..];
    }

    private static void CheckItems(ReadOnlySpan<byte> payload, int depthLeft)
    {
        if (depthLeft < 0)
        {
            throw new EthereumFormatException($"Lists are nested more than {Rlp.MaxDepth} deep.");
        }

        while (!payload.IsEmpty)
        {
            payload = Skip(payload, depthLeft);
        }
    }

    private static long Length(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LargestLengthOfLength)
        {
            throw new EthereumFormatException("A length points past the end of the input.");
        }

        var length = 0L;
        foreach (var part in bytes)
        {
            length = (length << 8) | part;
        }

        return length;
    }

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> input, long count) =>
        count <= input.Length ? input[..(int)count] : throw new EthereumFormatException("A length points past the end of the input.");
}
