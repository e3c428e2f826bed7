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

    /// <param name="values">The row.</param>
    /// <param name="own">The property that holds the hash itself and is left out; null when the hash is kept elsewhere.</param>
    public static string Of(RowValues values, string? own = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Format);
        foreach (var (name, value) in values)
        {
            if (name == own)
                continue;
            Append(hash, name);
            switch (value)
            {
                case string text:
                    Append(hash, "text");
                    Append(hash, text);
                    break;
                case byte[] bytes:
                    Append(hash, "bytes");
                    Append(hash, bytes);
                    break;
                case DateTimeOffset time:
                    Append(hash, "time");
                    Append(hash, time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
                    break;
                case bool flag:
                    Append(hash, "flag");
                    Append(hash, flag ? "true" : "false");
                    break;
                case int number:
                    Append(hash, "int32");
                    Append(hash, number.ToString(CultureInfo.InvariantCulture));
                    break;
                case long number:
                    Append(hash, "int64");
                    Append(hash, number.ToString(CultureInfo.InvariantCulture));
                    break;
                default:
                    throw new InvalidOperationException($"Property {name}: a {value.GetType().Name} has no hash.");
            }
        }

        return Text(hash);
    }

    /// <summary>Over texts in their order, such as the hashes of several rows.</summary>
    public static string Of(IEnumerable<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Format);
        foreach (var text in texts)
            Append(hash, text);
        return Text(hash);
    }

    private static void Append(IncrementalHash hash, string text) => Append(hash, Encoding.UTF8.GetBytes(text));

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    private static string Text(IncrementalHash hash) => $"{Format}:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
}
