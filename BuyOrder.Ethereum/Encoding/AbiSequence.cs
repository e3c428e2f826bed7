using System.Collections;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>
/// What arrays and tuples share: elements laid out as a head of fixed parts, in which dynamic elements leave an offset from the
/// head's start, and a tail that holds those.
/// </summary>
internal static class AbiSequence
{
    /// <summary>The values of anything that can be enumerated, apart from text and bytes, which are values of their own.</summary>
    public static object[]? ItemsOf(object value) => value switch
    {
        string or byte[] => null,
        object[] items when items.GetType() == typeof(object[]) => items,
        IEnumerable sequence => [.. sequence.Cast<object>()],
        _ => null,
    };

    public static int Measure(ReadOnlySpan<object> values, Func<int, AbiType> typeAt)
    {
        var size = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var type = typeAt(i);
            size = checked(size + type.HeadSize + (type.IsDynamic ? type.Measure(values[i]) : 0));
        }

        return size;
    }

    public static void Write(ReadOnlySpan<object> values, Func<int, AbiType> typeAt, Span<byte> destination)
    {
        var tail = 0;
        for (var i = 0; i < values.Length; i++)
        {
            tail += typeAt(i).HeadSize;
        }

        var head = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var type = typeAt(i);
            var slot = destination.Slice(head, type.HeadSize);
            head += type.HeadSize;
            if (!type.IsDynamic)
            {
                type.Write(values[i], slot);
                continue;
            }

            UInt256.Write(tail, slot);
            var size = type.Measure(values[i]);
            type.Write(values[i], destination.Slice(tail, size));
            tail += size;
        }
    }

    public static object[] Read(AbiFrame frame, int count, Func<int, AbiType> typeAt)
    {
        var values = new object[count];
        var head = 0;
        for (var i = 0; i < count; i++)
        {
            var type = typeAt(i);
            values[i] = frame.Element(type, head);
            head += type.HeadSize;
        }

        return values;
    }
}
