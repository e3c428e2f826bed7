using System.Globalization;

namespace BuyOrder.Domain;

/// <summary>A calendar day as text, <c>yyyy-MM-dd</c>: the one form in keys, rows, messages and the API.</summary>
public static class DayText
{
    private const string Format = "yyyy-MM-dd";

    public static string Of(DateOnly day) => day.ToString(Format, CultureInfo.InvariantCulture);

    public static bool TryParse(ReadOnlySpan<char> text, out DateOnly day) =>
        DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
