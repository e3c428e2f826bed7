using System.Globalization;

namespace BuyOrder.Storage;

/// <summary>Row keys that hold a time and sort newest first.</summary>
internal static class TimeKey
{
    /// <summary>19 digits that count down as time goes on.</summary>
    public static string Of(DateTimeOffset time) =>
        (DateTime.MaxValue.Ticks - time.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    /// <summary>Rows from <paramref name="from"/> on and before <paramref name="to"/>; null: without a limit.</summary>
    /// <param name="partition">Where the rows are.</param>
    /// <param name="prefix">What is before the time in each key; ends with a colon.</param>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="pageSize">Rows at most.</param>
    /// <param name="continuation">Of the page before; null for the first.</param>
    public static TableQuery Range(
        string partition, string prefix, DateTimeOffset? from, DateTimeOffset? to, int pageSize, string? continuation)
    {
        var first = to is { } end ? prefix + Of(end.AddTicks(-1)) : prefix;
        var before = from is { } start ? prefix + Of(start) + ";" : prefix[..^1] + ";";
        return new TableQuery(partition, first, before, pageSize, continuation);
    }
}
