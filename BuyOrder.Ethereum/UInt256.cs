using System.Numerics;
using System.Runtime.CompilerServices;

namespace BuyOrder.Ethereum;

/// <summary>The range of an EVM word over <see cref="BigInteger"/>, which is how this library holds every uint256.</summary>
internal static class UInt256
{
    public const int Size = 32;

    public static readonly BigInteger MaxValue = (BigInteger.One << 256) - 1;

    /// <returns>The value itself.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or needs more than 256 bits.</exception>
    public static BigInteger Check(BigInteger value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value.Sign >= 0 && value <= MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(name, "The value must be a uint256: from 0 to 2^256 - 1.");

    public static BigInteger Read(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    /// <summary>Writes a value that fits, big-endian, with leading zeros over the whole destination.</summary>
    public static void Write(BigInteger value, Span<byte> destination)
    {
        var length = value.IsZero ? 0 : value.GetByteCount(isUnsigned: true);
        destination[..^length].Clear();
        if (length > 0 && !value.TryWriteBytes(destination[^length..], out _, isUnsigned: true, isBigEndian: true))
        {
            throw new ArgumentOutOfRangeException(nameof(value));
        }
    }
}
