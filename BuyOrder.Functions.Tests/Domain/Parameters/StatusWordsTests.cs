using BuyOrder.Domain.Parameters;

namespace BuyOrder.Functions.Tests.Domain.Parameters;

/// <summary>The words for a payment that is not settled.</summary>
public sealed class StatusWordsTests
{
    [Theory]
    [InlineData("draft", "draft")]
    [InlineData(" on hold , draft", "on hold,draft")]
    public void Words_are_kept_without_the_spaces_around_them(string text, string kept)
    {
        Assert.True(StatusWords.TryParse(text, out var words));

        Assert.Equal(kept, words.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("draft,")]
    [InlineData("draft,,held")]
    [InlineData("dra\u0007ft")]
    [InlineData("draft,\u0000")]
    public void Empty_words_and_control_characters_are_refused(string text)
    {
        Assert.False(StatusWords.TryParse(text, out var words));

        Assert.Null(words);
    }

    [Theory]
    [InlineData(100, 64, true)]
    [InlineData(101, 64, false)]
    [InlineData(100, 65, false)]
    public void A_hundred_words_of_64_characters_are_the_most(int words, int length, bool isTaken) =>
        Assert.Equal(isTaken, StatusWords.TryParse(string.Join(',', Enumerable.Repeat(new string('x', length), words)), out _));

    [Theory]
    [InlineData("pending", true)]
    [InlineData("PENDING", true)]
    [InlineData("requires_payment_method", true)]
    [InlineData("pend", false)]
    [InlineData("pending,failed", false)]
    [InlineData("", false)]
    [InlineData("succeeded", false)]
    public void Whole_words_are_compared_without_regard_to_case(string status, bool isOne) =>
        Assert.Equal(isOne, StatusWords.Default.Contains(status));
}
