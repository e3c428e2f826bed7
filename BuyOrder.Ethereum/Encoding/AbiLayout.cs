using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>
/// The way of encoded data before Nethereum reads it: every offset and every count is followed within bounds, and what they lead to is laid
/// out anew as an encoder would. The words themselves are copied as they are; whether they are values shows when they are encoded anew.
/// </summary>
/// <remarks>
/// Nethereum's decoder believes counts and offsets: 64 bytes can make it allocate gigabytes. It sees only what comes from here, whose size is
/// at most that of the input.
/// </remarks>
internal sealed class AbiLayout
{
    /// <summary>More than a transaction can carry.</summary>
    public const int MaxBytes = 128 * 1024;

    private readonly byte[] _laidOut;
    private int _end;

    private AbiLayout(int size) => _laidOut = new byte[size];

    /// <exception cref="EthereumFormatException">Too large, cut short, or with offsets or counts that lead out of the input or over each other.</exception>
    public static byte[] Anew(AbiParameters parameters, ReadOnlySpan<byte> input)
    {
        if (input.Length > MaxBytes)
        {
            throw new EthereumFormatException($"At most {MaxBytes} bytes are read as values, not {input.Length}.");
        }

        var layout = new AbiLayout(AbiFrame.WordsFor(input.Length) * AbiType.WordSize);
        layout.Sequence(new AbiFrame(input), parameters.Count, parameters.HeadSize, i => parameters[i].Type);
        return layout._laidOut[..layout._end];
    }

    /// <summary>Elements as arrays and tuples have them: a head, in which dynamic ones leave their offset, and a tail that holds those.</summary>
    private void Sequence(AbiFrame from, int count, long headSize, Func<int, AbiType> typeAt)
    {
        from.Need(headSize);
        var start = _end;
        Reserve(headSize);
        var position = 0;
        for (var i = 0; i < count; i++)
        {
            var type = typeAt(i);
            var head = _laidOut.AsSpan(start + position, type.HeadSize);
            if (type.IsDynamic)
            {
                UInt256.Write(_end - start, head);
                Dynamic(type, from.From(from.Count(position)));
            }
            else
            {
                from.Bytes(position, type.HeadSize).CopyTo(head);
            }

            position += type.HeadSize;
        }
    }

    private void Dynamic(AbiType type, AbiFrame from)
    {
        switch (type.Kind)
        {
            case AbiKind.Tuple:
                Sequence(from, type.Components!.Count, type.Components.HeadSize, i => type.Components[i].Type);
                break;
            case AbiKind.Array:
                var count = type.Length ?? Counted(from);
                var elements = type.Length is null ? from.From(AbiType.WordSize) : from;
                Sequence(elements, count, (long)count * type.Element!.HeadSize, _ => type.Element);
                break;
            default:
                var size = Counted(from);
                from.Bytes(AbiType.WordSize, size).CopyTo(Reserve(AbiFrame.WordsFor(size) * AbiType.WordSize));
                break;
        }
    }

    private int Counted(AbiFrame from)
    {
        var count = from.Count();
        UInt256.Write(count, Reserve(AbiType.WordSize));
        return count;
    }

    private Span<byte> Reserve(long size)
    {
        if (size > _laidOut.Length - _end)
        {
            throw new EthereumFormatException("Offsets overlap.");
        }

        var reserved = _laidOut.AsSpan(_end, (int)size);
        _end += (int)size;
        return reserved;
    }
}
