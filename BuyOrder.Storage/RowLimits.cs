using System.Buffers;

namespace BuyOrder.Storage;

/// <summary>The part of <see cref="TableLimits"/> that is about the values of one row.</summary>
internal static class RowLimits
{
    public const int MaxProperties = 252;
    public const int MaxPropertyNameLength = 255;

    /// <summary>UTF-16 units of a text: 64 KiB.</summary>
    public const int MaxTextLength = 32 * 1024;

    public const int MaxBinaryLength = 64 * 1024;

    /// <summary>As the service counts, see <see cref="TableBytes.OfRow"/>.</summary>
    public const int MaxRowBytes = 1024 * 1024;

    /// <summary>The earliest time that the service keeps; it keeps ticks of 100 ns.</summary>
    public static readonly DateTimeOffset MinTime = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    public static void Check(string partition, string key, RowValues values)
    {
        if (values.Count > MaxProperties)
            throw new TableLimitException($"Row \"{key}\" has {values.Count} properties; at most {MaxProperties} are allowed.");
        foreach (var (name, value) in values)
        {
            CheckName(key, name);
            CheckValue(key, name, value);
        }
        var bytes = TableBytes.OfRow(partition, key, values);
        if (bytes > MaxRowBytes)
            throw new TableLimitException($"Row \"{key}\" takes {bytes} bytes; at most {MaxRowBytes} are allowed.");
    }

    private static void CheckName(string key, string name)
    {
        var isName = name.Length is >= 1 and <= MaxPropertyNameLength
            && !char.IsAsciiDigit(name[0])
            && !name.AsSpan().ContainsAnyExcept(NameCharacters);
        if (!isName)
        {
            throw new TableLimitException(
                $"Row \"{key}\": \"{name}\" is no property name, 1 to {MaxPropertyNameLength} letters, digits or _, first no digit.");
        }
        if (IsReserved(name))
            throw new TableLimitException($"Row \"{key}\": the property name {name} is the service's own.");
    }

    private static void CheckValue(string key, string name, object value)
    {
        var fault = value switch
        {
            string { Length: > MaxTextLength } text => $"has {text.Length} UTF-16 units; at most {MaxTextLength} are allowed",
            string text when !TableLimits.IsWellFormed(text) => "has a lone surrogate",
            byte[] { Length: > MaxBinaryLength } binary => $"has {binary.Length} bytes; at most {MaxBinaryLength} are allowed",
            DateTimeOffset time when time < MinTime => $"is before {MinTime:yyyy-MM-dd}",
            _ => null,
        };
        if (fault is not null)
            throw new TableLimitException($"Property {name} of row \"{key}\" {fault}.");
    }

    private static bool IsReserved(string name) =>
        name.Equals("PartitionKey", StringComparison.OrdinalIgnoreCase)
        || name.Equals("RowKey", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Timestamp", StringComparison.OrdinalIgnoreCase)
        || name.Equals("ETag", StringComparison.OrdinalIgnoreCase);
}
