using System.Globalization;
using BuyOrder.Storage;

namespace BuyOrder.Ledger.Rejected;

/// <summary>Row <c>r:{SHA-256 of the raw body}</c>: the bytes as they came.</summary>
internal static class RejectedBodyRow
{
    /// <summary>What is kept of a raw body; the rest is cut and flagged.</summary>
    public const int MaxKeptBytes = 512 * 1024;

    private const int ChunkBytes = 64 * 1024;

    public static RowValues Write(ReadOnlySpan<byte> body, DateTimeOffset firstAt)
    {
        var values = new RowValues { ["firstAt"] = firstAt };
        var kept = body[..Math.Min(body.Length, MaxKeptBytes)];
        for (var i = 0; kept.Length > 0; i++)
        {
            var chunk = kept[..Math.Min(kept.Length, ChunkBytes)];
            values[Property(i)] = chunk.ToArray();
            kept = kept[chunk.Length..];
        }
        return values;
    }

    public static DateTimeOffset FirstAt(RowValues values) => values.Time("firstAt");

    /// <summary>The raw body, as much of it as was kept.</summary>
    public static byte[] Body(RowValues values)
    {
        var body = new MemoryStream();
        for (var i = 0; values.BinaryOrNull(Property(i)) is { } chunk; i++)
            body.Write(chunk);
        return body.ToArray();
    }

    private static string Property(int i) => $"body{i.ToString(CultureInfo.InvariantCulture)}";
}
