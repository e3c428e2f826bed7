using System.Globalization;

namespace BuyOrder.Domain.Revenue;

/// <summary>Date and time of RFC 3339, section 5.6: an offset is required, up to 9 decimals of a second are read.</summary>
/// <remarks>
/// Kept to 100 ns: further digits are cut. T and Z may be lower case. A leap second (:60) is refused, as no clock of ours has one,
/// and so is an instant outside the years 1 to 9999 in UTC.
/// </remarks>
public static class Rfc3339
{
    private const int SecondsLength = 19;
    private const int OffsetLength = 6;
    private const int KeptDecimals = 7;
    private const int MaxDecimals = 9;

    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        instant = default;
        if (text.Length <= SecondsLength || text[10] is not ('T' or 't'))
            return false;
        var seconds = string.Concat(text.AsSpan(0, 10), "T", text.AsSpan(11, 8));
        if (!DateTime.TryParseExact(seconds, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return false;
        var rest = text.AsSpan(SecondsLength);
        if (!TryTakeFraction(ref rest, out var fraction) || !TryReadOffset(rest, out var offset))
            return false;

        var ticks = local.Ticks + fraction - offset;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
            return false;
        instant = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static bool TryTakeFraction(ref ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        if (!rest.StartsWith('.'))
            return true;
        rest = rest[1..];
        var length = rest.IndexOfAnyExceptInRange('0', '9');
        if (length is < 1 or > MaxDecimals)
            return false;
        for (var i = 0; i < KeptDecimals; i++)
            ticks = (ticks * 10) + (i < length ? rest[i] - '0' : 0);
        rest = rest[length..];
        return true;
    }

    private static bool TryReadOffset(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (text is "Z" or "z")
            return true;
        if (text.Length != OffsetLength || text[0] is not ('+' or '-') || text[3] != ':')
            return false;
        if (!TryTwoDigits(text[1..3], 23, out var hours) || !TryTwoDigits(text[4..], 59, out var minutes))
            return false;
        var offset = new TimeSpan(hours, minutes, 0).Ticks;
        ticks = text[0] == '-' ? -offset : offset;
        return true;
    }

    private static bool TryTwoDigits(ReadOnlySpan<char> text, int max, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= max;
}
