using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace BuyOrder.Domain.Chain;

/// <summary>Bytes as <c>0x</c> and two lower-case digits a byte.</summary>
public static class Hex
{
    public const string Prefix = "0x";

    public static string Encode(ReadOnlySpan<byte> bytes) => string.Concat(Prefix, Convert.ToHexStringLower(bytes));

    /// <summary>Needs the <c>0x</c> prefix and an even number of digits; either case.</summary>
    /// <exception cref="EthereumFormatException">The text is anything else.</exception>
    public static byte[] Decode(ReadOnlySpan<char> text) =>
        TryDecode(text, out var bytes) ? bytes : throw new EthereumFormatException("Hexadecimal text is 0x and two digits for each byte.");

    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length % 2 != 0)
        {
            return false;
        }

        var decoded = new byte[(text.Length - Prefix.Length) / 2];
        if (!TryDecode(text, decoded.AsSpan()))
        {
            return false;
        }

        bytes = decoded;
        return true;
    }

    /// <summary>As the other, for text that must give exactly as many bytes as the destination holds.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination) =>
        text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.Length == Prefix.Length + (2 * destination.Length)
        && Convert.FromHexString(text[Prefix.Length..], destination, out _, out _) == OperationStatus.Done;
}
