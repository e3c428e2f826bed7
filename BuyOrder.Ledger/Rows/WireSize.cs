using System.Buffers;
using System.Buffers.Text;

namespace BuyOrder.Ledger.Rows;

/// <summary>Upper bounds of what values take in a transaction's request, so that a batch stays under the service's 4 MiB.</summary>
internal static class WireSize
{
    /// <summary>What JSON makes of a character outside the plain ones: <c>\u0022</c>.</summary>
    private const int EscapedCharacter = 6;

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .:,-_{}[]/");

    public static int OfBytes(int length) => Base64.GetMaxEncodedToUtf8Length(length);

    public static int OfText(string? text)
    {
        if (text is null)
            return 0;
        var size = text.Length;
        for (var rest = text.AsSpan(); rest.IndexOfAnyExcept(Plain) is var at and >= 0; rest = rest[(at + 1)..])
            size += EscapedCharacter - 1;
        return size;
    }
}
