using BuyOrder.Domain.Prices;

namespace BuyOrder.Functions.Tests.Domain.Prices;

/// <summary>Names of price sources.</summary>
public sealed class SourceNamesTests
{
    [Theory]
    [InlineData("fixed", "fixed", "")]
    [InlineData("FIXED, azrUsd ,B2", "FIXED azrUsd B2", "azrUsd B2")]
    [InlineData("a,b,c,d,e,f,g,h,i,j", "a b c d e f g h i j", "a b c d e f g h i j")]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345", "abcdefghijklmnopqrstuvwxyz012345", "abcdefghijklmnopqrstuvwxyz012345")]
    public void Names_are_kept_in_their_order_and_all_but_fixed_are_on_the_chain(string text, string all, string onChain)
    {
        Assert.True(SourceNames.TryParse(text, out var names));

        Assert.Equal(all, string.Join(' ', names.All));
        Assert.Equal(all.Replace(' ', ','), names.ToString());
        Assert.Equal(onChain, string.Join(' ', names.OnChain));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a,")]
    [InlineData("a,,b")]
    [InlineData("a,A")]
    [InlineData("fixed,Fixed")]
    [InlineData("1a")]
    [InlineData("a,azr-usd")]
    [InlineData("a b")]
    [InlineData("é")]
    [InlineData("aé")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456")]
    [InlineData("a,b,c,d,e,f,g,h,i,j,k")]
    public void Other_texts_are_no_names(string text)
    {
        Assert.False(SourceNames.TryParse(text, out var names));

        Assert.Null(names);
    }

    [Theory]
    [InlineData("azrUsd", "AZRUSD", true)]
    [InlineData("azrUsd", "azrUsd1", false)]
    [InlineData("azrUsd", null, false)]
    public void Names_are_the_same_without_regard_to_case(string name, string? other, bool areSame) =>
        Assert.Equal(areSame, SourceNames.AreSame(name, other));

    [Fact]
    public void Settings_may_describe_a_source_in_any_case_and_fixed_is_always_there()
    {
        var known = new KnownSources(["azrUsd", "peg"], Stablecoin: false);

        Assert.Equal(
            ["fixed", "FIXED", "AzrUsd", "peg"], new[] { "fixed", "FIXED", "AzrUsd", "peg", "usdZar", "" }.Where(known.Contains));
        Assert.Equal("fixed, azrUsd, peg", known.ToString());
    }
}
