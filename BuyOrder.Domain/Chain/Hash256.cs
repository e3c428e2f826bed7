using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace BuyOrder.Domain.Chain;

/// <summary>32 bytes: a Keccak-256 digest, the hash of a transaction or a block, a topic. They sort as their texts do.</summary>
public readonly record struct Hash256 : IComparable<Hash256>
{
    public const int Size = 32;

    public static readonly Hash256 Zero;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    /// <exception cref="ArgumentException">Not exactly 32 bytes.</exception>
    public Hash256(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"A hash has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        }

        _high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]);
    }

    /// <summary><c>0x</c> and 64 digits.</summary>
    /// <exception cref="EthereumFormatException">The text is anything else.</exception>
    public static Hash256 Parse(string text) =>
        TryParse(text, out var hash) ? hash : throw new EthereumFormatException("A hash is 0x and 64 hexadecimal digits.");

    public static bool TryParse([NotNullWhen(true)] string? text, out Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var valid = Hex.TryDecode(text, bytes);
        hash = valid ? new Hash256(bytes) : Zero;
        return valid;
    }

    /// <exception cref="ArgumentException">The destination is shorter than 32 bytes.</exception>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], _low);
    }

    public int CompareTo(Hash256 other) => _high == other._high ? _low.CompareTo(other._low) : _high.CompareTo(other._high);

    public static bool operator <(Hash256 left, Hash256 right) => left.CompareTo(right) < 0;

    public static bool operator >(Hash256 left, Hash256 right) => left.CompareTo(right) > 0;

    public static bool operator <=(Hash256 left, Hash256 right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Hash256 left, Hash256 right) => left.CompareTo(right) >= 0;

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Hex.Encode(bytes);
    }
}
