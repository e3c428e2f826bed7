using System.Numerics;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>A byte string or a list of items: the only two things RLP knows.</summary>
public sealed class RlpItem
{
    public static readonly RlpItem EmptyString = new(ReadOnlyMemory<byte>.Empty);

    public static readonly RlpItem EmptyList = new([]);

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly IReadOnlyList<RlpItem>? _items;
    private readonly int _depth;

    private RlpItem(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    private RlpItem(IReadOnlyList<RlpItem> items)
    {
        _items = items;
        _depth = 1 + items.Select(item => item._depth).DefaultIfEmpty().Max();
        if (_depth > Rlp.MaxDepth)
        {
            throw new ArgumentException($"Lists are nested at most {Rlp.MaxDepth} deep.", nameof(items));
        }
    }

    public bool IsList => _items is not null;

    /// <exception cref="EthereumFormatException">The item is a list.</exception>
    public ReadOnlyMemory<byte> Bytes =>
        _items is null ? _bytes : throw new EthereumFormatException("There is a list where a byte string belongs.");

    /// <exception cref="EthereumFormatException">The item is a byte string.</exception>
    public IReadOnlyList<RlpItem> Items =>
        _items ?? throw new EthereumFormatException("There is a byte string where a list belongs.");

    public static RlpItem OfBytes(ReadOnlyMemory<byte> bytes) => new(bytes);

    /// <summary>A non-negative integer: big-endian without leading zeros, zero as the empty string.</summary>
    public static RlpItem OfInteger(BigInteger value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        return value.IsZero ? EmptyString : new RlpItem(value.ToByteArray(isUnsigned: true, isBigEndian: true));
    }

    public static RlpItem OfList(params IReadOnlyList<RlpItem> items) => new(items);

    /// <exception cref="EthereumFormatException">A list, a leading zero, or more than 256 bits.</exception>
    public BigInteger ToUInt256() => ToInteger(UInt256.Size);

    /// <exception cref="EthereumFormatException">A list, a leading zero, or more than 64 bits.</exception>
    public ulong ToUInt64() => (ulong)ToInteger(sizeof(ulong));

    private BigInteger ToInteger(int maxBytes)
    {
        var bytes = Bytes.Span;
        if (bytes.Length > maxBytes)
        {
            throw new EthereumFormatException($"An integer of at most {8 * maxBytes} bits belongs here, found {bytes.Length} bytes.");
        }

        return bytes is [0, ..] ? throw new EthereumFormatException("An integer has a leading zero.") : UInt256.Read(bytes);
    }
}
