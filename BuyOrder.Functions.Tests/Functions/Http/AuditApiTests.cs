using System.Net;
using BuyOrder.Functions.Tests.Functions.Hosting;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>The audit over the HTTP API of the built executable, on a real storage.</summary>
public sealed class AuditApiTests(AppFixture running) : IClassFixture<AppFixture>
{
    private const string Reason = "=SARB; at 10:30";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HttpClient Client => running.App.Client;

    [Fact]
    public async Task Change_is_listed_with_who_when_and_why_and_exported()
    {
        const string body = $$"""{"rates":{"USD":"18.25"},"reason":"{{Reason}}"}""";
        await Client.SendForObjectAsync("PUT", "/api/exchange-rates/2026-01-05", body);
        await Client.SendForObjectAsync("PUT", "/api/exchange-rates/2026-01-06", body);

        var first = await Client.GetObjectAsync("/api/audit?action=exchange_rates_changed&who=operator&pageSize=1");
        var second = await Client.GetObjectAsync((string)first["nextLink"]!);
        var none = await Client.GetObjectAsync("/api/audit?who=stranger");
        var file = await Client.GetStringAsync(new Uri("/api/export/audit.csv", UriKind.Relative), Cancellation);

        var audit = Assert.Single(first["value"]!.AsArray())!;
        Assert.Equal(
            ("exchange_rates_changed", "operator", Reason), ((string?)audit["action"], (string?)audit["who"], (string?)audit["reason"]));
        Assert.Contains("2026-01-06", (string?)audit["subject"], StringComparison.Ordinal);
        Assert.Contains("2026-01-05", (string?)Assert.Single(second["value"]!.AsArray())!["subject"], StringComparison.Ordinal);
        Assert.Equal(("none", """{"USD":"18.25"}"""), ((string?)audit["before"], (string?)audit["after"]));
        Assert.Empty(none["value"]!.AsArray());
        Assert.Equal(3, file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("at,who,action,subject,reason,evidence,detail,before,after,id\r\n", file, StringComparison.Ordinal);
        Assert.Contains(",\"'=SARB; at 10:30\",", file, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("action=buy", "action")]
    [InlineData("action=unset", "action")]
    [InlineData("who=", "who")]
    [InlineData("from=yesterday", "from")]
    [InlineData("pageSize=0", "pageSize")]
    [InlineData("continuation=x", "continuation")]
    [InlineData("subject=x", "subject")]
    public async Task Bad_question_is_answered_with_a_problem_naming_the_parameter(string query, string name)
    {
        var (answer, problem) = await Client.SendForObjectAsync("GET", "/api/audit?" + query, null);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal([name], problem["errors"]!.AsObject().Select(error => error.Key));
    }
}
