using System.Collections;

namespace BuyOrder.Storage;

/// <summary>
/// The properties of a row in the order of their names: string, int, long, bool, <see cref="DateTimeOffset"/> (kept in UTC) or byte[]; a
/// null is not stored. Reading a missing property or one of another type throws <see cref="InvalidDataException"/> naming it.
/// </summary>
internal sealed class RowValues : IEnumerable<KeyValuePair<string, object>>
{
    /// <summary>More than most rows have.</summary>
    private const int UsualCount = 20;

    // Sorted arrays: a row has few properties, is filled once and gone through several times on its way to the service.
    private SortedList<string, object> values = new(UsualCount, StringComparer.Ordinal);

    /// <summary>Others look at the same values: take a copy of all before changing one.</summary>
    private bool shared;

    public int Count => values.Count;

    /// <summary>The properties in the ordinal order of their names, by place.</summary>
    public (string Name, object Value) At(int place) => (values.GetKeyAtIndex(place), values.GetValueAtIndex(place));

    public object? this[string name]
    {
        get => values.GetValueOrDefault(name);
        set
        {
            Own();
            if (value is null)
                values.Remove(name);
            else if (value is DateTimeOffset time)
                values[name] = time.ToUniversalTime();
            else if (value is byte[] binary)
                values[name] = binary.ToArray();
            else if (value is string or int or long or bool)
                values[name] = value;
            else
                throw new ArgumentException($"Property {name}: a {value.GetType().Name} cannot be stored.", nameof(value));
        }
    }

    public string Text(string name) => Get<string>(name);

    public string? TextOrNull(string name) => this[name] is null ? null : Text(name);

    public int Int32(string name) => Get<int>(name);

    public long Int64(string name) => Get<long>(name);

    public long? Int64OrNull(string name) => this[name] is null ? null : Int64(name);

    public bool Flag(string name) => Get<bool>(name);

    public DateTimeOffset Time(string name) => Get<DateTimeOffset>(name);

    public DateTimeOffset? TimeOrNull(string name) => this[name] is null ? null : Time(name);

    /// <summary>The bytes themselves, to look at.</summary>
    public ReadOnlySpan<byte> Bytes(string name) => Get<byte[]>(name);

    /// <summary>A copy: the bytes of a row are never changed.</summary>
    public byte[] Binary(string name) => [.. Get<byte[]>(name)];

    public byte[]? BinaryOrNull(string name) => this[name] is null ? null : Binary(name);

    /// <summary>The same values, in a row of their own.</summary>
    public RowValues Copy()
    {
        shared = true;
        return new RowValues { values = values, shared = true };
    }

    public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Own()
    {
        if (!shared)
            return;
        values = new SortedList<string, object>(values, StringComparer.Ordinal);
        shared = false;
    }

    private T Get<T>(string name) => this[name] switch
    {
        T value => value,
        null => throw new InvalidDataException($"The row has no property {name}."),
        var other => throw new InvalidDataException($"Property {name} is a {other.GetType().Name}, not a {typeof(T).Name}."),
    };
}
