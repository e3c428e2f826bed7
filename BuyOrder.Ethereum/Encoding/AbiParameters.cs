using System.Collections;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>A list of parameters: what a call takes or returns, or the components of a tuple.</summary>
public sealed class AbiParameters : IReadOnlyList<AbiParameter>
{
    public static readonly AbiParameters None = new([]);

    private readonly AbiParameter[] _items;
    private readonly Func<int, AbiType> _typeAt;

    internal AbiParameters(AbiParameter[] items)
    {
        _items = items;
        _typeAt = i => _items[i].Type;
        Depth = items.Length == 0 ? 0 : items.Max(item => item.Type.Depth);
        IsDynamic = items.Any(item => item.Type.IsDynamic);
        var headSize = items.Sum(item => (long)item.Type.HeadSize);
        HeadSize = headSize <= AbiType.MaxStaticSize
            ? (int)headSize
            : throw new EthereumFormatException($"Parameters that take {headSize} bytes; at most {AbiType.MaxStaticSize} are allowed.");
    }

    public int Count => _items.Length;

    internal bool IsDynamic { get; }

    internal int HeadSize { get; }

    internal int Depth { get; }

    public AbiParameter this[int index] => _items[index];

    /// <summary>For example <c>uint256 amount, address[] path</c>; names are optional.</summary>
    /// <exception cref="EthereumFormatException">Anything else.</exception>
    public static AbiParameters Parse(string text) => AbiSignature.ParseParameters(text);

    /// <exception cref="ArgumentException">A value is none of its type, or their number is wrong.</exception>
    public byte[] Encode(params ReadOnlySpan<object> values) => EncodeAfter([], values);

    /// <summary>Reads the values from the input's front. Bytes that no offset leads to are ignored, as contracts do.</summary>
    /// <exception cref="EthereumFormatException">Not an encoding of these parameters.</exception>
    public AbiValues Decode(ReadOnlySpan<byte> input) => Read(new AbiFrame(input));

    /// <summary>Reads the values from input that is to the byte what <see cref="Encode"/> would give for them.</summary>
    /// <exception cref="EthereumFormatException">Anything else: trailing bytes, odd offsets, padding that is not zero.</exception>
    public AbiValues DecodeExact(ReadOnlySpan<byte> input)
    {
        var values = Decode(input);
        return input.SequenceEqual(Encode([.. values]))
            ? values
            : throw new EthereumFormatException("The input is not the one encoding of its values.");
    }

    public IEnumerator<AbiParameter> GetEnumerator() => ((IEnumerable<AbiParameter>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The canonical types in parentheses: <c>(uint256,address[])</c>.</summary>
    public override string ToString() => $"({string.Join(',', _items.Select(item => item.Type.Name))})";

    internal byte[] EncodeAfter(ReadOnlySpan<byte> prefix, ReadOnlySpan<object> values)
    {
        var normalized = Normalize(values);
        var encoded = new byte[checked(prefix.Length + Measure(normalized))];
        prefix.CopyTo(encoded);
        Write(normalized, encoded.AsSpan(prefix.Length));
        return encoded;
    }

    internal object[] Normalize(ReadOnlySpan<object> values)
    {
        if (values.Length != _items.Length)
        {
            throw new ArgumentException($"{_items.Length} values belong to {this}, not {values.Length}.", nameof(values));
        }

        var normalized = new object[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            normalized[i] = _items[i].Type.Normalize(values[i]);
        }

        return normalized;
    }

    internal int Measure(object[] normalized) => AbiSequence.Measure(normalized, _typeAt);

    internal void Write(object[] normalized, Span<byte> destination) => AbiSequence.Write(normalized, _typeAt, destination);

    internal AbiValues Read(AbiFrame frame) => new(this, AbiSequence.Read(frame, _items.Length, _typeAt));
}

/// <param name="Name">Empty when the signature gives none.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsIndexed">It is in a topic of an event's log, not in the data.</param>
public sealed record AbiParameter(string Name, AbiType Type, bool IsIndexed = false);
