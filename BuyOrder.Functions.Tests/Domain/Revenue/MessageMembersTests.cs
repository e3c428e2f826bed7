using BuyOrder.Domain.Revenue;
using static BuyOrder.Functions.Tests.Domain.Revenue.ReadMessages;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

/// <summary>The members of a message as they are taken from its bytes.</summary>
public sealed class MessageMembersTests
{
    [Fact]
    public void Members_that_are_null_are_absent()
    {
        var message = Read(Body(("kind", "null"), ("refundOf", "null"), ("exchangeRate", "null"), ("metadata", "null")));

        Assert.Equal(RevenueKind.Sale, message.Kind);
        Assert.Equal((null, null, null, null), (message.RefundOf, message.ExchangeRate, message.Metadata, message.UnknownMembers));
    }

    [Fact]
    public void Members_of_a_members_value_are_not_those_of_the_message()
    {
        var message = Read(Body(("x", "{\"id\":\"b\",\"id\":\"c\"}"), ("y", "[{\"source\":1}]"), ("metadata", "{\"amount\":\"99\",\"amount\":1}")));

        Assert.Equal(("pay-1", "10.00"), (message.Id, message.Amount.ToString()));
        Assert.Equal("""{"x":{"id":"b","id":"c"},"y":[{"source":1}]}""", message.UnknownMembers);
        Assert.Equal("""{"amount":"99","amount":1}""", message.Metadata);
    }

    [Fact]
    public void Name_in_another_case_is_another_name() => Assert.Equal("""{"Id":"b","KIND":1}""", Read(Body(("Id", "\"b\""), ("KIND", "1"))).UnknownMembers);

    [Fact]
    public void First_moment_of_the_year_2000_is_the_earliest() => Assert.Equal(
        new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), Read(Body(("occurredAt", "\"2000-01-01T00:00:00Z\""))).OccurredAt);

    [Fact]
    public void Name_is_shown_up_to_64_characters()
    {
        var longest = new string('n', 64);
        var pairAtTheEnd = longest[2..] + "😀";

        Assert.Equal(longest, ShownTwice(longest));
        Assert.Equal(longest + "…", ShownTwice(longest + "m"));
        Assert.Equal(pairAtTheEnd, ShownTwice(pairAtTheEnd));
        Assert.Equal(longest[1..] + "…", ShownTwice(longest[1..] + "😀"));
    }

    [Fact]
    public void Control_characters_of_a_name_are_shown_as_question_marks() => Assert.Equal("?a?b?", ShownTwice("\\u0001a\\nb\\u0085"));

    /// <summary>How a member is named that is there twice.</summary>
    private static string? ShownTwice(string name)
    {
        var rejection = Refused(TestMessage.Broken($"{{\"{name}\":1,\"{name}\":2}}"));
        Assert.Equal(RejectionReason.DuplicateMember, rejection.Reason);
        return rejection.Member;
    }
}
