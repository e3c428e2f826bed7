using System.Collections;
using BuyOrder.Domain.Chain;
using Nethereum.ABI.Model;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>A list of parameters: what a call takes or returns, or the components of a tuple.</summary>
public sealed class AbiParameters : IReadOnlyList<AbiParameter>
{
    public static readonly AbiParameters None = new([]);

    private readonly AbiParameter[] _items;
    private readonly Lazy<ExactAbi> _codec;

    internal AbiParameters(AbiParameter[] items)
    {
        _items = items;
        _codec = new Lazy<ExactAbi>(() => new ExactAbi(this));
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
    /// <exception cref="EthereumFormatException">Not an encoding of these parameters, or more than <see cref="AbiLayout.MaxBytes"/>.</exception>
    public AbiValues Decode(ReadOnlySpan<byte> input) => _codec.Value.Decode(AbiLayout.Anew(this, input));

    /// <summary>Reads the values from input that is to the byte what <see cref="Encode"/> would give for them.</summary>
    /// <exception cref="EthereumFormatException">Anything else: trailing bytes, odd offsets, padding that is not zero.</exception>
    public AbiValues DecodeExact(ReadOnlySpan<byte> input)
    {
        var laidOut = AbiLayout.Anew(this, input);
        return input.SequenceEqual(laidOut)
            ? _codec.Value.Decode(laidOut)
            : throw new EthereumFormatException("The input is not the one encoding of its values.");
    }

    public IEnumerator<AbiParameter> GetEnumerator() => ((IEnumerable<AbiParameter>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The canonical types in parentheses: <c>(uint256,address[])</c>.</summary>
    public override string ToString() => $"({string.Join(',', _items.Select(item => item.Type.Name))})";

    internal byte[] EncodeAfter(ReadOnlySpan<byte> prefix, ReadOnlySpan<object> values) => [.. prefix, .. _codec.Value.Encode(values)];

    internal Parameter[] ToNethereum() => [.. _items.Select((item, i) => item.Type.ToNethereum(item.Name, i + 1))];
}

/// <param name="Name">Empty when the signature gives none.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsIndexed">It is in a topic of an event's log, not in the data.</param>
public sealed record AbiParameter(string Name, AbiType Type, bool IsIndexed = false);
