using System.Globalization;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>T[k] and T[].</summary>
internal sealed class AbiArray : AbiType
{
    private readonly AbiType _element;
    private readonly int? _length;
    private readonly Func<int, AbiType> _typeAt;

    public AbiArray(AbiType element, int? length)
        : base(NameOf(element, length), length is null || element.IsDynamic, SizeOf(element, length), element.Depth + 1)
    {
        _element = element;
        _length = length;
        _typeAt = _ => _element;
    }

    internal override object Normalize(object value)
    {
        var items = AbiSequence.ItemsOf(value) ?? throw Refuse(value);
        return _length is null || items.Length == _length
            ? Array.ConvertAll(items, _element.Normalize)
            : throw new ArgumentException($"A {Name} has {_length} elements, not {items.Length}.", nameof(value));
    }

    internal override int Measure(object value) => checked(PrefixSize + AbiSequence.Measure((object[])value, _typeAt));

    internal override void Write(object value, Span<byte> destination)
    {
        var items = (object[])value;
        if (_length is null)
        {
            UInt256.Write(items.Length, destination[..WordSize]);
        }

        AbiSequence.Write(items, _typeAt, destination[PrefixSize..]);
    }

    internal override object Read(AbiFrame frame)
    {
        var count = _length ?? frame.Count();
        var elements = frame.From(PrefixSize);
        elements.Need((long)count * _element.HeadSize);
        return AbiSequence.Read(elements, count, _typeAt);
    }

    private int PrefixSize => _length is null ? WordSize : 0;

    private static string NameOf(AbiType element, int? length) =>
        string.Create(CultureInfo.InvariantCulture, $"{element.Name}[{length}]");

    private static int SizeOf(AbiType element, int? length) =>
        length is null || element.IsDynamic ? WordSize : (int)Math.Min(int.MaxValue, (long)length.Value * element.HeadSize);
}
