using BuyOrder.Domain;

namespace BuyOrder.Functions.Tests.Domain;

/// <summary>How a wrong setting is told.</summary>
public sealed class SettingFaultTests
{
    [Fact]
    public void Fault_is_told_on_one_line() => Assert.Equal(
        "BuyOrder__Signer__Kind: found (not set); allowed: KeyVaultSecret or Development",
        new SettingFault("BuyOrder__Signer__Kind", SettingFault.NotSet, "KeyVaultSecret or Development").ToString());

    [Theory]
    [InlineData("", "(a value of 0 characters)")]
    [InlineData("secret words", "(a value of 12 characters)")]
    public void Nothing_of_a_secret_is_shown_but_its_length(string secret, string shown) => Assert.Equal(shown, SettingFault.Hidden(secret));

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("Development", "\"Development\"")]
    [InlineData("two\r\nlines", "\"two  lines\"")]
    public void Value_is_shown_in_quotes_on_one_line(string value, string shown) => Assert.Equal(shown, SettingFault.Shown(value));

    [Fact]
    public void Value_of_more_than_60_characters_is_cut()
    {
        var longest = new string('x', 60);

        Assert.Equal($"\"{longest}\"", SettingFault.Shown(longest));
        Assert.Equal($"\"{longest}…\"", SettingFault.Shown(longest + "y"));
        Assert.Equal($"\"{longest[1..]}…\"", SettingFault.Shown(longest[1..] + "😀"));
    }
}
