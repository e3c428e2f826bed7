using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Treasury;
using BuyOrder.Storage;

namespace BuyOrder.Orders.Rows;

/// <summary>The columns in which state and record keep what counts under a day and its month. Neither has any from before it was kept.</summary>
internal static class WindowColumns
{
    public static readonly IReadOnlyList<string> Names = [Zone, Day, DaySpend, MonthSpend];

    private const string Zone = "windowZone";
    private const string Day = "windowDay";
    private const string DaySpend = "daySpendCents";
    private const string MonthSpend = "monthSpendCents";

    public static void Write(RowValues row, SpendWindows? windows)
    {
        row[Zone] = windows?.Zone;
        row[Day] = TextOf(windows?.Day);
        row[DaySpend] = windows?.DaySpend.Cents;
        row[MonthSpend] = windows?.MonthSpend.Cents;
    }

    /// <exception cref="InvalidDataException">One of them is missing, or is none.</exception>
    public static SpendWindows? Read(RowValues row)
    {
        if (Names.All(name => row[name] is null))
            return null;
        var zone = row.Text(Zone);
        var day = ReadDay(row, Day) ?? throw new InvalidDataException($"The row has no property {Day}.");
        return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)
            ? new SpendWindows(zone, day, new Zar(row.Int64(DaySpend)), new Zar(row.Int64(MonthSpend)))
            : throw new InvalidDataException($"Property {Zone} is '{zone}', which is no time zone.");
    }

    public static string? TextOf(DateOnly? day) => day is { } date ? DayText.Of(date) : null;

    /// <summary>Null where there is none.</summary>
    /// <exception cref="InvalidDataException">It is no day.</exception>
    public static DateOnly? ReadDay(RowValues row, string name)
    {
        if (row.TextOrNull(name) is not { } text)
            return null;
        return DayText.TryParse(text, out var day) ? day : throw new InvalidDataException($"Property {name} is '{text}', which is no day.");
    }
}
