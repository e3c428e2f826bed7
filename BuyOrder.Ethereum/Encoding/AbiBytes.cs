using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>bytes: a length and the content, padded to whole words.</summary>
internal sealed class AbiBytes() : AbiType("bytes", isDynamic: true, WordSize)
{
    internal override object Normalize(object value) => BytesOf(value) ?? throw Refuse(value);

    internal override int Measure(object value) => MeasureBytes(((byte[])value).Length);

    internal override void Write(object value, Span<byte> destination) => WriteBytes((byte[])value, destination);

    internal override object Read(AbiFrame frame) => frame.CountedBytes().ToArray();

    internal static byte[]? BytesOf(object value) => value switch
    {
        byte[] bytes => bytes,
        ReadOnlyMemory<byte> memory => memory.ToArray(),
        Hash256 hash => hash.ToArray(),
        _ => null,
    };

    internal static int MeasureBytes(int length) => checked(WordSize + ((length + WordSize - 1) / WordSize * WordSize));

    internal static void WriteBytes(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        UInt256.Write(bytes.Length, destination[..WordSize]);
        bytes.CopyTo(destination[WordSize..]);
        destination[(WordSize + bytes.Length)..].Clear();
    }
}
