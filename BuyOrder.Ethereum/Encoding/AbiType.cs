using System.Globalization;
using BuyOrder.Domain.Chain;
using Nethereum.ABI;
using Nethereum.ABI.Model;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>
/// A type of the contract ABI (https://docs.soliditylang.org/en/latest/abi-spec.html). Values are <see cref="System.Numerics.BigInteger"/>
/// for integers, <see cref="bool"/>, <see cref="Address"/>, <c>byte[]</c> for bytes and bytesN, <see cref="string"/>,
/// <c>object[]</c> for arrays and <see cref="AbiValues"/> for tuples. Encoding takes more: built-in integers, any
/// sequence for arrays and tuples, <see cref="ReadOnlyMemory{T}"/> and <see cref="Hash256"/> for bytes.
/// </summary>
public sealed class AbiType
{
    /// <summary>More nesting than this is refused when a type is parsed.</summary>
    public const int MaxDepth = 16;

    internal const int WordSize = 32;

    /// <summary>The largest value without a length of its own, in bytes; counted with a word for each part that has an offset.</summary>
    internal const int MaxStaticSize = 1 << 20;

    private readonly string _nethereumName;
    private readonly int _size;

    private AbiType(AbiKind kind, string name, string nethereumName, bool isDynamic, long size, int depth)
    {
        Kind = kind;
        Name = name;
        IsDynamic = isDynamic;
        Depth = depth <= MaxDepth ? depth : throw new EthereumFormatException($"Types are nested at most {MaxDepth} deep.");
        _nethereumName = nethereumName;
        _size = size <= MaxStaticSize
            ? (int)size
            : throw new EthereumFormatException($"A value of type {name} would take {size} bytes; at most {MaxStaticSize} are allowed.");
    }

    /// <summary>The canonical name, as written in a signature: <c>(uint256,address[])[2]</c>.</summary>
    public string Name { get; }

    /// <summary>The value is at an offset, not in the head.</summary>
    public bool IsDynamic { get; }

    internal AbiKind Kind { get; }

    /// <summary>Bits of an integer, bytes of a bytesN, elements of an array; null for an array of any length.</summary>
    internal int? Length { get; private init; }

    /// <summary>Of an array.</summary>
    internal AbiType? Element { get; private init; }

    /// <summary>Of a tuple.</summary>
    internal AbiParameters? Components { get; private init; }

    /// <summary>Bytes in the head: the value itself, or the 32 of its offset.</summary>
    internal int HeadSize => IsDynamic ? WordSize : _size;

    internal int Depth { get; }

    /// <exception cref="EthereumFormatException">Not a type.</exception>
    public static AbiType Parse(string text) => AbiSignature.ParseType(text);

    public override string ToString() => Name;

    internal static AbiType Elementary(AbiKind kind, string name, int? length = null) =>
        new(kind, name, name, kind is AbiKind.Bytes or AbiKind.Text, WordSize, depth: 0) { Length = length };

    internal static AbiType ArrayOf(AbiType element, int? length)
    {
        var suffix = string.Create(CultureInfo.InvariantCulture, $"[{length}]");
        return new AbiType(
            AbiKind.Array, element.Name + suffix, element._nethereumName + suffix, length is null || element.IsDynamic,
            length is null ? WordSize : (long)length * element._size, element.Depth + 1)
        {
            Length = length,
            Element = element,
        };
    }

    internal static AbiType TupleOf(AbiParameters components) =>
        new(AbiKind.Tuple, components.ToString(), "tuple", components.IsDynamic, components.HeadSize, components.Depth + 1)
        {
            Components = components,
        };

    /// <summary>As Nethereum describes it. Tuples get their components explicitly; it is never given a signature to read.</summary>
    internal Parameter ToNethereum(string name, int order)
    {
        var parameter = new Parameter(_nethereumName, name, order);
        var (type, described) = (this, parameter.ABIType);
        while (type.Element is { } element)
        {
            (type, described) = (element, ((ArrayType)described).ElementType);
        }

        if (type.Components is { } components)
        {
            ((TupleType)described).SetComponents(components.ToNethereum());
        }

        return parameter;
    }
}

/// <summary>What a value of a type is made of.</summary>
internal enum AbiKind
{
    Address = 1,
    Boolean,
    Integer,
    Natural,
    FixedBytes,
    Bytes,
    Text,
    Array,
    Tuple,
}
