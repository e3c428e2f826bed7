using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace BuyOrder.Domain.Revenue;

/// <summary>
/// The unambiguous byte form behind content and entry hashes (docs/ledger-format.md): each field is its length in bytes, 4 bytes
/// big-endian, and its bytes; an absent field is the length FF FF FF FF alone.
/// </summary>
internal sealed class CanonicalFields
{
    private const uint Absent = uint.MaxValue;
    private const int UsualSize = 512;
    private const int MaxFormatted = 32;

    private readonly ArrayBufferWriter<byte> buffer = new(UsualSize);

    internal ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    internal CanonicalFields Text(string? value)
    {
        if (value is null)
        {
            Length(Absent);
            return this;
        }
        Length((uint)Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, buffer);
        return this;
    }

    internal CanonicalFields Number(long value) => Formatted(value, "");

    /// <summary>In UTC with seven decimals, as 2026-11-20T10:00:00.0000000Z.</summary>
    internal CanonicalFields Time(DateTimeOffset value) => Formatted(value.UtcDateTime, "O");

    internal CanonicalFields Hash(Sha256Hash value)
    {
        Length(Sha256Hash.Length);
        value.WriteTo(buffer.GetSpan(Sha256Hash.Length));
        buffer.Advance(Sha256Hash.Length);
        return this;
    }

    private CanonicalFields Formatted<T>(T value, string format)
        where T : IUtf8SpanFormattable
    {
        Span<byte> text = stackalloc byte[MaxFormatted];
        if (!value.TryFormat(text, out var length, format, CultureInfo.InvariantCulture))
            throw new InvalidOperationException($"{value} takes more than {MaxFormatted} bytes.");
        Length((uint)length);
        buffer.Write(text[..length]);
        return this;
    }

    private void Length(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(buffer.GetSpan(sizeof(uint)), value);
        buffer.Advance(sizeof(uint));
    }
}
