using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BuyOrder.Storage;

/// <summary>
/// A hash over every property of a row, by name, type and value (docs/ledger-format.md), as text: the number of its format, a colon, and
/// 64 lower-case hexadecimal digits.
/// </summary>
/// <remarks>The number goes with each hash, so that a later format can be written beside rows that keep the earlier one.</remarks>
internal static class RowHash
{
    private const string Format = "1";

    /// <summary>An order's row fits into it as a rule.</summary>
    private const int FirstBytes = 4 * 1024;

    /// <param name="values">The row.</param>
    /// <param name="own">The property that holds the hash itself and is left out; null when the hash is kept elsewhere.</param>
    public static string Of(RowValues values, string? own = null)
    {
        var fields = new ArrayBufferWriter<byte>(FirstBytes);
        Append(fields, Format);
        foreach (var (name, value) in values)
        {
            if (name == own)
                continue;
            Append(fields, name);
            switch (value)
            {
                case string text:
                    Append(fields, "text");
                    Append(fields, text);
                    break;
                case byte[] bytes:
                    Append(fields, "bytes");
                    Append(fields, bytes);
                    break;
                case DateTimeOffset time:
                    Append(fields, "time");
                    Append(fields, time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
                    break;
                case bool flag:
                    Append(fields, "flag");
                    Append(fields, flag ? "true" : "false");
                    break;
                case int number:
                    Append(fields, "int32");
                    Append(fields, number.ToString(CultureInfo.InvariantCulture));
                    break;
                case long number:
                    Append(fields, "int64");
                    Append(fields, number.ToString(CultureInfo.InvariantCulture));
                    break;
                default:
                    throw new InvalidOperationException($"Property {name}: a {value.GetType().Name} has no hash.");
            }
        }

        return Hash(fields);
    }

    /// <summary>Over texts in their order, such as the hashes of several rows.</summary>
    public static string Of(IEnumerable<string> texts)
    {
        var fields = new ArrayBufferWriter<byte>(FirstBytes);
        Append(fields, Format);
        foreach (var text in texts)
            Append(fields, text);
        return Hash(fields);
    }

    private static void Append(ArrayBufferWriter<byte> fields, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        AppendLength(fields, length);
        fields.Advance(Encoding.UTF8.GetBytes(text, fields.GetSpan(length)));
    }

    private static void Append(ArrayBufferWriter<byte> fields, byte[] bytes)
    {
        AppendLength(fields, bytes.Length);
        fields.Write(bytes);
    }

    private static void AppendLength(ArrayBufferWriter<byte> fields, int length)
    {
        BinaryPrimitives.WriteUInt32BigEndian(fields.GetSpan(sizeof(uint)), (uint)length);
        fields.Advance(sizeof(uint));
    }

    private static string Hash(ArrayBufferWriter<byte> fields) => $"{Format}:{Convert.ToHexStringLower(SHA256.HashData(fields.WrittenSpan))}";
}
