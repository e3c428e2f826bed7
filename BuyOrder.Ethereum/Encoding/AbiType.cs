using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>
/// A type of the contract ABI (https://docs.soliditylang.org/en/latest/abi-spec.html). Values are <see cref="System.Numerics.BigInteger"/>
/// for integers, <see cref="bool"/>, <see cref="Address"/>, <c>byte[]</c> for bytes and bytesN, <see cref="string"/>,
/// <c>object[]</c> for arrays and <see cref="AbiValues"/> for tuples. Encoding takes more: built-in integers, any
/// sequence for arrays and tuples, <see cref="ReadOnlyMemory{T}"/> and <see cref="Hash256"/> for bytes.
/// </summary>
public abstract class AbiType
{
    /// <summary>More nesting than this is refused when a type is parsed.</summary>
    public const int MaxDepth = 16;

    internal const int WordSize = 32;

    /// <summary>The largest value without a length of its own, in bytes.</summary>
    internal const int MaxStaticSize = 1 << 20;

    private protected AbiType(string name, bool isDynamic, int headSize, int depth = 0)
    {
        Name = name;
        IsDynamic = isDynamic;
        HeadSize = headSize;
        Depth = depth <= MaxDepth ? depth : throw new EthereumFormatException($"Types are nested at most {MaxDepth} deep.");
        if (headSize > MaxStaticSize)
        {
            throw new EthereumFormatException($"A value of type {name} would take {headSize} bytes; at most {MaxStaticSize} are allowed.");
        }
    }

    /// <summary>The canonical name, as written in a signature: <c>(uint256,address[])[2]</c>.</summary>
    public string Name { get; }

    /// <summary>The value is at an offset, not in the head.</summary>
    public bool IsDynamic { get; }

    /// <summary>Bytes in the head: the value itself, or the 32 of its offset.</summary>
    internal int HeadSize { get; }

    internal int Depth { get; }

    /// <exception cref="EthereumFormatException">Not a type.</exception>
    public static AbiType Parse(string text) => AbiSignature.ParseType(text);

    public override string ToString() => Name;

    /// <summary>Checks a value and brings it into the one form that the type works with.</summary>
    /// <exception cref="ArgumentException">It is no value of the type.</exception>
    internal abstract object Normalize(object value);

    /// <summary>Bytes that <see cref="Write"/> will write for a normalized value.</summary>
    internal abstract int Measure(object value);

    internal abstract void Write(object value, Span<byte> destination);

    /// <summary>Reads the value that begins at the start of the frame.</summary>
    internal abstract object Read(AbiFrame frame);

    internal ArgumentException Refuse(object value) => new($"A {value.GetType().Name} is no value of type {Name}.", nameof(value));
}
