using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;

namespace BuyOrder.Functions.Tests.Domain.Revenue;

/// <summary>What is said of a sale that is a test or not paid, and which members are looked at.</summary>
public sealed class SettlementRuleTests
{
    private const string NotLive = "The sale is a test: its livemode is false.";
    private const string Test = "The sale is a test: its test is true.";
    private const string NotPaid = "The sale's status is one of those that are not settled: send it when the money has come.";

    private static readonly RevenueMessage Sale = ReadMessages.Read(TestMessage.Sale("a"));

    [Theory]
    [InlineData("""{"livemode":false}""", "livemode", NotLive)]
    [InlineData("""{"test":true}""", "test", Test)]
    [InlineData("""{"status":"failed"}""", "status", NotPaid)]
    [InlineData("""{"test":true,"livemode":false,"status":"failed"}""", "test", Test)]
    [InlineData("""{"livemode":true,"test":false,"status":"Failed"}""", "status", NotPaid)]
    [InlineData("""{"x":{"test":true},"y":[{"livemode":true}],"livemode":false}""", "livemode", NotLive)]
    [InlineData("""{"status":"\ud800","test":true}""", "test", Test)]
    [InlineData("""{"\ud800":1,"livemode":false}""", "livemode", NotLive)]
    public void First_member_that_says_so_is_told(string members, string member, string detail) =>
        Assert.Equal(new Rejection(RejectionReason.NotSettled, member, detail), Check(members, StatusWords.Default));

    [Theory]
    [InlineData(null)]
    [InlineData("""{"x":{"test":true},"y":[{"livemode":false},{"status":"failed"}]}""")]
    [InlineData("""{"livemode":true,"test":false,"status":"paid"}""")]
    [InlineData("""{"livemode":"false","test":"true","status":{"status":"failed"}}""")]
    [InlineData("""{"status":"\ud800"}""")]
    public void Sale_counts_that_no_member_speaks_against(string? members) => Assert.Null(Check(members, StatusWords.Default));

    [Fact]
    public void Status_is_not_looked_at_without_words_for_it()
    {
        Assert.Null(Check("""{"status":"failed"}""", null));
        Assert.Equal("test", Check("""{"status":"failed","test":true}""", null)?.Member);
    }

    private static Rejection? Check(string? members, StatusWords? notSettled) => SettlementRule.Check(Sale with { UnknownMembers = members }, notSettled);
}
