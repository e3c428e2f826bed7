using System.Text;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>string: UTF-8, laid out like bytes. Text that is not valid Unicode is refused in both directions.</summary>
internal sealed class AbiString() : AbiType("string", isDynamic: true, WordSize)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The normalized form is the UTF-8, so that text is encoded once.</summary>
    internal override object Normalize(object value) => Strict.GetBytes(value as string ?? throw Refuse(value));

    internal override int Measure(object value) => AbiBytes.MeasureBytes(((byte[])value).Length);

    internal override void Write(object value, Span<byte> destination) => AbiBytes.WriteBytes((byte[])value, destination);

    internal override object Read(AbiFrame frame)
    {
        try
        {
            return Strict.GetString(frame.CountedBytes());
        }
        catch (DecoderFallbackException e)
        {
            throw new EthereumFormatException("A string is not UTF-8.", e);
        }
    }
}
