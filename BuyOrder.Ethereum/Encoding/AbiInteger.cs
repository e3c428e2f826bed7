using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>uintN and intN: one word, sign-extended.</summary>
internal sealed class AbiInteger : AbiType
{
    private readonly BigInteger _minimum;
    private readonly BigInteger _maximum;
    private readonly bool _signed;

    public AbiInteger(bool signed, int bits)
        : base(string.Create(CultureInfo.InvariantCulture, $"{(signed ? "int" : "uint")}{bits}"), isDynamic: false, WordSize)
    {
        _signed = signed;
        _maximum = (BigInteger.One << (signed ? bits - 1 : bits)) - 1;
        _minimum = signed ? -_maximum - 1 : BigInteger.Zero;
    }

    internal override object Normalize(object value)
    {
        BigInteger number = value switch
        {
            BigInteger big => big,
            int or long or short or sbyte => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            uint or ulong or ushort or byte => Convert.ToUInt64(value, CultureInfo.InvariantCulture),
            UInt128 wide => wide,
            Int128 wide => wide,
            _ => throw Refuse(value),
        };
        return number >= _minimum && number <= _maximum
            ? number
            : throw new ArgumentOutOfRangeException(nameof(value), $"{number} does not fit {Name}.");
    }

    internal override int Measure(object value) => WordSize;

    internal override void Write(object value, Span<byte> destination)
    {
        var number = (BigInteger)value;
        if (number.Sign >= 0)
        {
            UInt256.Write(number, destination);
            return;
        }

        destination.Fill(0xFF);
        number.TryWriteBytes(destination[^number.GetByteCount()..], out _, isBigEndian: true);
    }

    internal override object Read(AbiFrame frame)
    {
        var number = new BigInteger(frame.Word(), isUnsigned: !_signed, isBigEndian: true);
        return number >= _minimum && number <= _maximum ? number : throw new EthereumFormatException($"A word does not fit {Name}.");
    }
}
