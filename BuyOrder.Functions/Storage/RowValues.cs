using System.Collections;

namespace BuyOrder.Functions.Storage;

/// <summary>
/// The properties of a row in the order of their names: string, int, long, bool, <see cref="DateTimeOffset"/> (kept in UTC) or byte[]; a
/// null is not stored. Reading a missing property or one of another type throws <see cref="InvalidDataException"/> naming it.
/// </summary>
/// <remarks>
/// A sorted array, because rows are made and read by the million and have some seventeen properties: a tree of so many nodes takes
/// several times as long to fill and to walk. Whoever sets properties in the order of their names moves nothing.
/// </remarks>
internal sealed class RowValues : IEnumerable<KeyValuePair<string, object>>
{
    private const int Growth = 8;

    private KeyValuePair<string, object>[] values = [];

    /// <summary>Others look at the same values: whoever changes one takes a copy of all first.</summary>
    private bool shared;

    public int Count { get; private set; }

    /// <summary>All properties in ordinal order of their names, until the next one is set.</summary>
    public ReadOnlySpan<KeyValuePair<string, object>> InOrder => values.AsSpan(0, Count);

    public object? this[string name]
    {
        get => Find(name) is >= 0 and var place ? values[place].Value : null;
        set
        {
            if (value is null)
                Remove(name);
            else if (value is DateTimeOffset time && time.Offset != TimeSpan.Zero)
                Put(name, time.ToUniversalTime());
            else if (value is byte[] binary)
                Put(name, binary.ToArray());
            else if (value is string or int or long or bool or DateTimeOffset)
                Put(name, value);
            else
                throw new ArgumentException($"Property {name}: a {value.GetType().Name} cannot be stored.", nameof(value));
        }
    }

    public string Text(string name) => Get<string>(name);

    public string? TextOrNull(string name) => this[name] switch
    {
        null => null,
        string text => text,
        _ => Text(name),
    };

    public int Int32(string name) => Get<int>(name);

    public long Int64(string name) => Get<long>(name);

    public long? Int64OrNull(string name) => this[name] is null ? null : Int64(name);

    public bool Flag(string name) => Get<bool>(name);

    public DateTimeOffset Time(string name) => Get<DateTimeOffset>(name);

    public DateTimeOffset? TimeOrNull(string name) => this[name] is null ? null : Time(name);

    /// <summary>A copy: the bytes of a row are nobody's to change.</summary>
    public byte[] Binary(string name) => [.. Get<byte[]>(name)];

    public byte[]? BinaryOrNull(string name) => this[name] is null ? null : Binary(name);

    /// <summary>The bytes themselves, to be looked at.</summary>
    public ReadOnlySpan<byte> Bytes(string name) => Get<byte[]>(name);

    /// <summary>The same values, in a row of their own.</summary>
    public RowValues Copy()
    {
        shared = true;
        return new RowValues { values = values, Count = Count, shared = true };
    }

    public ReadOnlySpan<KeyValuePair<string, object>>.Enumerator GetEnumerator() => InOrder.GetEnumerator();

    IEnumerator<KeyValuePair<string, object>> IEnumerable<KeyValuePair<string, object>>.GetEnumerator() => values.Take(Count).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => values.Take(Count).GetEnumerator();

    /// <summary>Where a property is; the complement of where it would be when there is none.</summary>
    private int Find(string name)
    {
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = string.CompareOrdinal(values[middle].Key, name);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return ~low;
    }

    private void Put(string name, object value)
    {
        var comesLast = Count == 0 || string.CompareOrdinal(values[Count - 1].Key, name) < 0;
        var place = comesLast ? ~Count : Find(name);
        Own(place < 0 ? Count + 1 : Count);
        if (place < 0)
        {
            place = ~place;
            Array.Copy(values, place, values, place + 1, Count - place);
            Count++;
        }
        values[place] = KeyValuePair.Create(name, value);
    }

    private void Remove(string name)
    {
        if (Find(name) is not (>= 0 and var place))
            return;
        Own(Count);
        Count--;
        Array.Copy(values, place + 1, values, place, Count - place);
        values[Count] = default;
    }

    /// <summary>Makes sure of an array of its own with room for so many.</summary>
    private void Own(int count)
    {
        if (!shared && count <= values.Length)
            return;
        var own = new KeyValuePair<string, object>[count <= values.Length ? values.Length : Math.Max(values.Length * 3 / 2, values.Length + Growth)];
        InOrder.CopyTo(own);
        (values, shared) = (own, false);
    }

    private T Get<T>(string name) => this[name] switch
    {
        T value => value,
        null => throw new InvalidDataException($"The row has no property {name}."),
        var other => throw new InvalidDataException($"Property {name} is a {other.GetType().Name}, not a {typeof(T).Name}."),
    };
}
