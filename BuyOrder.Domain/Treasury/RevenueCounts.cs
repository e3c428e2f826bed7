using System.Globalization;

namespace BuyOrder.Domain.Treasury;

/// <summary>A count for each shard as one text, <c>0,2,1</c>.</summary>
public static class RevenueCounts
{
    /// <summary>Null when all are 0.</summary>
    public static string? Write(IReadOnlyList<long> counts) =>
        counts.All(count => count == 0) ? null : string.Join(',', counts.Select(count => count.ToString(CultureInfo.InvariantCulture)));

    /// <summary>False unless the text holds this number of counts.</summary>
    public static bool TryRead(string text, int shards, out IReadOnlyList<long> counts)
    {
        var parts = text.Split(',');
        var read = new long[parts.Length];
        var isRead = parts.Length == shards
            && parts.Select((part, at) => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out read[at])).All(one => one);
        counts = isRead ? read : [];
        return isRead;
    }

    /// <summary>None for null.</summary>
    /// <exception cref="FormatException">The text holds no counts.</exception>
    public static IReadOnlyList<long> Read(string? text) =>
        text is null ? [] : [.. text.Split(',').Select(count => long.Parse(count, NumberStyles.None, CultureInfo.InvariantCulture))];
}
