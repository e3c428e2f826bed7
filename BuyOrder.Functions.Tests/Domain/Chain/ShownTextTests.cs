using BuyOrder.Domain.Chain;

namespace BuyOrder.Functions.Tests.Domain.Chain;

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
}
