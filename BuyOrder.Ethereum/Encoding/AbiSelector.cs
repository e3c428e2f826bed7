using System.Buffers.Binary;
using System.Globalization;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>The first four bytes of the Keccak-256 of a signature: what call data and revert data begin with.</summary>
public readonly record struct AbiSelector(uint Value)
{
    public const int Size = 4;

    /// <param name="hash">The hash of a signature, or its first four bytes, as digits without prefix.</param>
    internal static AbiSelector Parse(ReadOnlySpan<char> hash) =>
        new(uint.Parse(hash[..(2 * Size)], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    /// <returns>False when the data is shorter than a selector.</returns>
    public static bool TryRead(ReadOnlySpan<byte> data, out AbiSelector selector)
    {
        var found = BinaryPrimitives.TryReadUInt32BigEndian(data, out var value);
        selector = new AbiSelector(value);
        return found;
    }

    public bool Begins(ReadOnlySpan<byte> data) => TryRead(data, out var selector) && selector == this;

    public void CopyTo(Span<byte> destination) => BinaryPrimitives.WriteUInt32BigEndian(destination, Value);

    public override string ToString() => Hex.Prefix + Value.ToString("x8", CultureInfo.InvariantCulture);
}
