using BuyOrder.Domain.Chain;

namespace BuyOrder.Functions.Tests.Domain.Chain;

/// <summary>Foreign words, cut and put on one line.</summary>
public sealed class ShownTextTests
{
    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("longer", 5, "longe")]
    [InlineData("abc😀", 4, "abc")]
    [InlineData("abc😀", 5, "abc😀")]
    [InlineData("😀", 1, "")]
    [InlineData("a\r\n\tb", 9, "a   b")]
    public void Text_is_cut_between_characters_and_stays_on_one_line(string text, int longest, string shown) =>
        Assert.Equal(shown, ShownText.OneLine(text, longest));

    [Fact]
    public void Text_that_fits_is_left_as_it_is_even_if_it_ends_in_half_a_character() =>
        Assert.Equal("ab\uD83D", ShownText.Cut("ab\uD83D", 3).ToString());

    [Fact]
    public void Room_for_no_character_at_all_is_refused()
    {
        Assert.Equal("a", ShownText.OneLine("ab", 1));
        Assert.Throws<ArgumentOutOfRangeException>("longest", () => ShownText.OneLine("", 0));
    }
}
