using System.Globalization;
using System.Text;

namespace BuyOrder.Domain.Parameters;

/// <summary>Durations of ISO 8601 in days, hours, minutes and whole seconds: <c>P400D</c>, <c>PT1H30M</c>. Years and months have no fixed length.</summary>
public static class IsoDuration
{
    /// <summary>The most digits of a number: no sum of such numbers overflows.</summary>
    private const int MaxDigits = 9;

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (!text.StartsWith('P'))
            return false;
        var rest = text.AsSpan(1);
        var days = rest;
        var time = ReadOnlySpan<char>.Empty;
        if (rest.IndexOf('T') is var at and >= 0)
        {
            days = rest[..at];
            time = rest[(at + 1)..];
            if (time.IsEmpty)
                return false;
        }
        else if (rest.IsEmpty)
        {
            return false;
        }
        var seconds = 0L;
        if (!TryTake(ref days, 'D', 86_400, ref seconds) || !TryTake(ref time, 'H', 3_600, ref seconds)
            || !TryTake(ref time, 'M', 60, ref seconds) || !TryTake(ref time, 'S', 1, ref seconds)
            || !days.IsEmpty || !time.IsEmpty || seconds > (long)TimeSpan.MaxValue.TotalSeconds)
            return false;
        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>The shortest form that <see cref="TryParse"/> reads back; parts of a second are cut.</summary>
    public static string Format(TimeSpan duration)
    {
        var text = new StringBuilder("P");
        if (duration.Days > 0)
            text.Append(CultureInfo.InvariantCulture, $"{duration.Days}D");
        if (duration.Hours > 0 || duration.Minutes > 0 || duration.Seconds > 0 || text.Length == 1)
            text.Append('T');
        if (duration.Hours > 0)
            text.Append(CultureInfo.InvariantCulture, $"{duration.Hours}H");
        if (duration.Minutes > 0)
            text.Append(CultureInfo.InvariantCulture, $"{duration.Minutes}M");
        if (duration.Seconds > 0 || text[^1] == 'T')
            text.Append(CultureInfo.InvariantCulture, $"{duration.Seconds}S");
        return text.ToString();
    }

    /// <summary>Takes a number with its unit off the front, if there is one.</summary>
    private static bool TryTake(ref ReadOnlySpan<char> text, char unit, long secondsEach, ref long seconds)
    {
        var digits = text.IndexOfAnyExceptInRange('0', '9');
        if (digits < 0 || text[digits] != unit)
            return true;
        if (digits is 0 or > MaxDigits)
            return false;
        seconds += long.Parse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture) * secondsEach;
        text = text[(digits + 1)..];
        return true;
    }
}
