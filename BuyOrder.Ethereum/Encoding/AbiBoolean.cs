using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

internal sealed class AbiBoolean() : AbiType("bool", isDynamic: false, WordSize)
{
    internal override object Normalize(object value) => value is bool ? value : throw Refuse(value);

    internal override int Measure(object value) => WordSize;

    internal override void Write(object value, Span<byte> destination)
    {
        destination.Clear();
        destination[^1] = (bool)value ? (byte)1 : (byte)0;
    }

    internal override object Read(AbiFrame frame)
    {
        var word = frame.Word();
        return word[^1] <= 1 && !word[..^1].ContainsAnyExcept((byte)0)
            ? word[^1] == 1
            : throw new EthereumFormatException("A bool is 0 or 1.");
    }
}
