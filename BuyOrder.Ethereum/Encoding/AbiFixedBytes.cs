using System.Globalization;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>bytesN: up to 32 bytes at the front of one word.</summary>
internal sealed class AbiFixedBytes(int size)
    : AbiType(string.Create(CultureInfo.InvariantCulture, $"bytes{size}"), isDynamic: false, WordSize)
{
    internal override object Normalize(object value)
    {
        var bytes = AbiBytes.BytesOf(value) ?? throw Refuse(value);
        return bytes.Length == size ? bytes : throw new ArgumentException($"A {Name} has {size} bytes, not {bytes.Length}.", nameof(value));
    }

    internal override int Measure(object value) => WordSize;

    internal override void Write(object value, Span<byte> destination)
    {
        ((byte[])value).CopyTo(destination);
        destination[size..].Clear();
    }

    internal override object Read(AbiFrame frame)
    {
        var word = frame.Word();
        return word[size..].ContainsAnyExcept((byte)0)
            ? throw new EthereumFormatException($"A {Name} is followed by zeros in its word.")
            : word[..size].ToArray();
    }
}
