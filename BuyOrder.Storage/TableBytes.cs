using System.Buffers;

namespace BuyOrder.Storage;

/// <summary>How much a row takes in the service, and how much a write takes of a request.</summary>
internal static class TableBytes
{
    /// <summary>Boundaries, request line with the account's address, headers; measured at about 600.</summary>
    private const int RequestOverhead = 1024;

    /// <summary>The most bytes that a UTF-16 unit takes in a request line: three of UTF-8, each percent-encoded.</summary>
    private const int UrlBytesPerUnit = 9;

    private const int EscapeBytes = 6;

    /// <summary>Quotes, colons, comma and the type annotation's fixed part of a property in JSON.</summary>
    private const int PropertyOverhead = 48;

    private const int ScalarBytes = 40;

    private static readonly SearchValues<char> Unescaped =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -_:.,/=");

    /// <summary>Size of a row as the service counts it against 1 MiB.</summary>
    public static long OfRow(string partition, string key, RowValues values)
    {
        var bytes = 4L + (2L * (partition.Length + key.Length));
        foreach (var (name, value) in values)
            bytes += 8 + (2L * name.Length) + OfValue(value);
        return bytes;
    }

    /// <summary>An upper bound of the bytes of one write in the body of a batch request, close enough to fill batches by.</summary>
    public static long OfRequest(string partition, TableWrite write)
    {
        var bytes = RequestOverhead + ((long)UrlBytesPerUnit * (partition.Length + write.Key.Length));
        var values = write switch
        {
            TableWrite.Insert insert => insert.Values,
            TableWrite.Replace replace => replace.Values,
            _ => null,
        };
        if (values is null)
            return bytes;
        bytes += OfJsonText(partition) + OfJsonText(write.Key);
        foreach (var (name, value) in values)
            bytes += PropertyOverhead + (2L * name.Length) + OfJsonValue(value);
        return bytes;
    }

    private static long OfValue(object value) => value switch
    {
        string text => 4 + (2L * text.Length),
        byte[] binary => 4L + binary.Length,
        int => 4,
        bool => 1,
        _ => 8,
    };

    private static long OfJsonValue(object value) => value switch
    {
        string text => OfJsonText(text),
        byte[] binary => OfBase64(binary),
        _ => ScalarBytes,
    };

    private static long OfJsonText(string text)
    {
        var bytes = (long)text.Length;
        for (var rest = text.AsSpan(); rest.IndexOfAnyExcept(Unescaped) is var at and >= 0; rest = rest[(at + 1)..])
            bytes += EscapeBytes - 1;
        return bytes;
    }

    /// <summary>Base64 where each + (the six bits 62) is escaped.</summary>
    private static long OfBase64(byte[] binary)
    {
        var escapes = 0L;
        var i = 0;
        for (; i + 2 < binary.Length; i += 3)
        {
            var bits = (binary[i] << 16) | (binary[i + 1] << 8) | binary[i + 2];
            escapes += Plus(bits >> 18) + Plus(bits >> 12) + Plus(bits >> 6) + Plus(bits);
        }
        return (4L * ((binary.Length + 2) / 3)) + ((EscapeBytes - 1) * (escapes + (i < binary.Length ? 4 : 0)));
    }

    private static int Plus(int bits) => (bits & 63) == 62 ? 1 : 0;
}
