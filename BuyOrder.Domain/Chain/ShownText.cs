namespace BuyOrder.Domain.Chain;

/// <summary>Foreign words as they are shown and stored: on one line, not longer than asked for, and of whole characters.</summary>
public static class ShownText
{
    /// <summary>The text, or as much of its beginning as fits: never half of a character that takes two chars.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="longest">In chars; above zero.</param>
    public static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text, int longest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, 1);
        if (text.Length <= longest)
        {
            return text;
        }

        return text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
    }

    /// <summary>As <see cref="Cut"/>, with a space for every control character.</summary>
    public static string OneLine(ReadOnlySpan<char> text, int longest)
    {
        var line = Cut(text, longest).ToArray();
        for (var i = 0; i < line.Length; i++)
        {
            line[i] = char.IsControl(line[i]) ? ' ' : line[i];
        }

        return new string(line);
    }
}
