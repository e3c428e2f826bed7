using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

internal sealed class AbiAddress() : AbiType("address", isDynamic: false, WordSize)
{
    private const int Padding = WordSize - Address.Size;

    internal override object Normalize(object value) => value is Address ? value : throw Refuse(value);

    internal override int Measure(object value) => WordSize;

    internal override void Write(object value, Span<byte> destination)
    {
        destination[..Padding].Clear();
        ((Address)value).CopyTo(destination[Padding..]);
    }

    internal override object Read(AbiFrame frame)
    {
        var word = frame.Word();
        return word[..Padding].ContainsAnyExcept((byte)0)
            ? throw new EthereumFormatException("An address is a word with twelve leading zero bytes.")
            : new Address(word[Padding..]);
    }
}
