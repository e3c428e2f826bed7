using System.Text;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Bodies;

namespace BuyOrder.Functions.Tests.Functions.Http;

public sealed class CreateBuyOrderBodyTests
{
    [Theory]
    [InlineData("", false, null)]
    [InlineData("  \r\n", false, null)]
    [InlineData("{}", false, null)]
    [InlineData("""{"dryRun":true}""", true, null)]
    [InlineData("""{"dryRun":false,"note":"month end"}""", false, "month end")]
    [InlineData("""{"note":null}""", false, null)]
    public void Body_is_read_with_both_members_optional(string body, bool dryRun, string? note) =>
        Assert.Equal(new CreateBuyOrderBody(dryRun, note), Parse(body));

    [Theory]
    [InlineData("{", "body")]
    [InlineData("nonsense", "body")]
    [InlineData("[]", "body")]
    [InlineData("null", "body")]
    [InlineData("{} {}", "body")]
    [InlineData("""{"dryrun":true}""", "dryrun")]
    [InlineData("""{"dryRun":"true"}""", "dryRun")]
    [InlineData("""{"dryRun":1}""", "dryRun")]
    [InlineData("""{"dryRun":null}""", "dryRun")]
    [InlineData("""{"dryRun":true,"dryRun":false}""", "dryRun")]
    [InlineData("""{"note":""}""", "note")]
    [InlineData("""{"note":"a\nb"}""", "note")]
    [InlineData("""{"note":"\ud800"}""", "note")]
    [InlineData("""{"note":{}}""", "note")]
    public void Body_that_cannot_be_used_is_refused_naming_the_member(string body, string member)
    {
        var refused = Assert.Throws<RequestException>(() => Parse(body));

        Assert.Equal(400, refused.Problem.Problem.Status);
        Assert.Equal(member, Assert.Single(refused.Problem.Errors!).Key);
    }

    [Fact]
    public void Note_has_at_most_500_characters()
    {
        Assert.Equal(500, Parse($$"""{"note":"{{new string('x', 500)}}"}""").Note!.Length);
        Assert.Throws<RequestException>(() => Parse($$"""{"note":"{{new string('x', 501)}}"}"""));
    }

    private static CreateBuyOrderBody Parse(string body) => CreateBuyOrderBody.Parse(Encoding.UTF8.GetBytes(body));
}
