using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace BuyOrder.Domain.Chain;

/// <summary>A 20-byte account or contract address. Its text is checksummed by letter case (EIP-55), and addresses sort as their texts do.</summary>
public readonly record struct Address : IComparable<Address>
{
    public const int Size = 20;

    public static readonly Address Zero;

    /// <summary>Texts of addresses seen lately, each in the place that its hash code names: the same few are written again and again, and a text costs a hash.</summary>
    private static readonly Checksummed?[] Recent = new Checksummed?[256];

    private readonly UInt128 _head;
    private readonly uint _tail;

    /// <exception cref="ArgumentException">Not exactly 20 bytes.</exception>
    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"An address has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        }

        _head = MemoryMarshal.Read<UInt128>(bytes);
        _tail = MemoryMarshal.Read<uint>(bytes[16..]);
    }

    /// <param name="publicKey">The point uncompressed: X and Y of 32 bytes each, with or without the leading 0x04.</param>
    public static Address FromPublicKey(ReadOnlySpan<byte> publicKey)
    {
        var point = publicKey.Length == 65 && publicKey[0] == 4 ? publicKey[1..] : publicKey;
        if (point.Length != 64)
        {
            throw new ArgumentException("An uncompressed public key has 64 bytes, or 65 with the leading 0x04.", nameof(publicKey));
        }

        Span<byte> hash = stackalloc byte[Hash256.Size];
        Keccak256.Compute(point).CopyTo(hash);
        return new Address(hash[^Size..]);
    }

    /// <summary><c>0x</c> and 40 digits; text in mixed case must carry the right EIP-55 checksum.</summary>
    /// <exception cref="EthereumFormatException">The text is anything else.</exception>
    public static Address Parse(string text) =>
        TryParse(text, out var address)
            ? address
            : throw new EthereumFormatException("An address is 0x and 40 hexadecimal digits, in one case or with their EIP-55 checksum.");

    public static bool TryParse([NotNullWhen(true)] string? text, out Address address)
    {
        address = Zero;
        Span<byte> bytes = stackalloc byte[Size];
        if (!Hex.TryDecode(text, bytes))
        {
            return false;
        }

        var parsed = new Address(bytes);
        if (IsMixedCase(text!) && !string.Equals(parsed.ToString(), text, StringComparison.Ordinal))
        {
            return false;
        }

        address = parsed;
        return true;
    }

    /// <exception cref="ArgumentException">The destination is shorter than 20 bytes.</exception>
    public void CopyTo(Span<byte> destination)
    {
        MemoryMarshal.Write(destination, _head);
        MemoryMarshal.Write(destination[16..], _tail);
    }

    /// <summary>In the order of their checksummed texts.</summary>
    public int CompareTo(Address other) => this == other ? 0 : string.CompareOrdinal(ToString(), other.ToString());

    public static bool operator <(Address left, Address right) => left.CompareTo(right) < 0;

    public static bool operator >(Address left, Address right) => left.CompareTo(right) > 0;

    public static bool operator <=(Address left, Address right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Address left, Address right) => left.CompareTo(right) >= 0;

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary><c>0x</c> and 40 digits with the EIP-55 checksum.</summary>
    public override string ToString()
    {
        ref var recent = ref Recent[GetHashCode() & (Recent.Length - 1)];
        if (recent is not { } known || known.Address != this)
        {
            recent = known = new Checksummed(this, Checksum());
        }

        return known.Text;
    }

    private string Checksum()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        var digits = Convert.ToHexStringLower(bytes);

        Span<byte> ascii = stackalloc byte[2 * Size];
        Ascii.FromUtf16(digits, ascii, out _);
        Span<byte> hash = stackalloc byte[Hash256.Size];
        Keccak256.Compute(ascii).CopyTo(hash);

        Span<char> text = stackalloc char[2 + (2 * Size)];
        Hex.Prefix.CopyTo(text);
        for (var i = 0; i < digits.Length; i++)
        {
            var nibble = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 0xF;
            text[2 + i] = nibble >= 8 ? char.ToUpperInvariant(digits[i]) : digits[i];
        }

        return new string(text);
    }

    private static bool IsMixedCase(string text)
    {
        var digits = text.AsSpan(Hex.Prefix.Length);
        return digits.ContainsAnyInRange('a', 'f') && digits.ContainsAnyInRange('A', 'F');
    }

    private sealed record Checksummed(Address Address, string Text);
}
