using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Functions.Tests.Functions.Hosting;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>Exchange rates over the HTTP API of the built executable, on a real storage.</summary>
[Collection(nameof(SharedApp))]
public sealed class ExchangeRatesApiTests(AppFixture running)
{
    private const string Rates = """{"rates":{"USD":"18.250","JPY":0.1234},"reason":"SARB at 10:30"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/exchange-rates/2026-02-30", Rates, "date")]
    [InlineData("/api/exchange-rates/1999-12-31", Rates, "date")]
    [InlineData("/api/exchange-rates/today", Rates, "date")]
    [InlineData("/api/exchange-rates/2030-01-01", "{", "body")]
    [InlineData("/api/exchange-rates/2030-01-01", """{"reason":"x"}""", "rates")]
    [InlineData("/api/exchange-rates/2030-01-01", """{"rates":[],"reason":"x"}""", "rates")]
    [InlineData("/api/exchange-rates/2030-01-01", """{"rates":{},"reason":"x"}""", "rates")]
    [InlineData("/api/exchange-rates/2030-01-01", """{"rates":{"USD":"18"}}""", "reason")]
    [InlineData("/api/exchange-rates/2030-01-01", """{"rates":{"USD":"18"},"reason":" "}""", "reason")]
    [InlineData("/api/exchange-rates/2030-01-01", """{"rates":{"USD":"18","EUR":"20","USD":"19"},"reason":"x"}""", "rates.USD")]
    [InlineData("/api/exchange-rates/2030-01-01", """{"rates":{"EUR":"20","USD":"0"},"reason":"x"}""", "rates.USD")]
    [InlineData("/api/exchange-rates/2030-01-01", """{"rates":{"USD":"-18"},"reason":"x"}""", "rates.USD")]
    [InlineData("/api/exchange-rates/2030-01-01", """{"rates":{"USD":"18,25"},"reason":"x"}""", "rates.USD")]
    [InlineData("/api/exchange-rates/2030-01-01", """{"rates":{"USD":"1.8e1"},"reason":"x"}""", "rates.USD")]
    [InlineData("/api/exchange-rates/2030-01-01", """{"rates":{"USD":"1.234567890123456789"},"reason":"x"}""", "rates.USD")]
    [InlineData("/api/exchange-rates/2030-01-01", """{"rates":{"USD":null},"reason":"x"}""", "rates.USD")]
    [InlineData("/api/exchange-rates/2030-01-01", """{"rates":{"ZAR":"1"},"reason":"x"}""", "rates.ZAR")]
    [InlineData("/api/exchange-rates/2030-01-01", """{"rates":{"usd":"18"},"reason":"x"}""", "rates.usd")]
    [InlineData("/api/exchange-rates/2030-01-01", """{"rates":{"XAU":"18"},"reason":"x"}""", "rates.XAU")]
    [InlineData("/api/exchange-rates/2030-01-01", """{"rates":{"USD":"18"},"reason":"x","note":"y"}""", "note")]
    public async Task Bad_rates_are_refused_naming_the_member(string path, string body, string member)
    {
        var (answer, problem) = await SendAsync("PUT", path, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal([member], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task Version_replaces_the_one_that_it_names_and_all_are_kept()
    {
        const string path = "/api/exchange-rates/2026-01-05";
        var (first, made) = await SendAsync("PUT", path, Rates, ("If-None-Match", "*"));
        var (unstated, _) = await SendAsync("PUT", path, """{"rates":{"USD":"18.3"},"reason":"late"}""");
        var (another, _) = await SendAsync("PUT", path, """{"rates":{"USD":"18.3"},"reason":"late"}""", ("If-None-Match", "*"));
        var (wrong, refusal) = await SendAsync("PUT", path, """{"rates":{"USD":"18.3"},"reason":"late"}""", ("If-Match", "\"2\""));
        var (second, _) = await SendAsync("PUT", path, """{"rates":{"USD":"18.3"},"reason":"late"}""", ("If-Match", first.Headers.ETag!.ToString()));
        var (again, _) = await SendAsync("PUT", path, """{"rates":{"USD":"18.30"},"reason":"late"}""", ("If-Match", "\"1\""));

        Assert.Equal([201, 428, 412, 412, 200, 200], new[] { first, unstated, another, wrong, second, again }.Select(each => (int)each.StatusCode));
        Assert.Equal("""{"JPY":"0.1234","USD":"18.25"}""", made["rates"]!.ToJsonString());
        Assert.Contains("\"1\"", refusal["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(("\"2\"", "\"2\""), (second.Headers.ETag!.ToString(), again.Headers.ETag!.ToString()));
        var (current, rates) = await SendAsync("GET", path, null);
        Assert.Equal(("\"2\"", "18.3", "operator"), (current.Headers.ETag!.ToString(), (string?)rates["rates"]!["USD"], (string?)rates["changedBy"]));
        var (_, history) = await SendAsync("GET", path + "/history", null);
        Assert.Equal(["late", "SARB at 10:30"], history["value"]!.AsArray().Select(version => (string?)version!["reason"]));
    }

    [Theory]
    [InlineData("If-Match", "1")]
    [InlineData("If-Match", "\"1")]
    [InlineData("If-Match", "*, \"1\"")]
    [InlineData("If-Match", "\"1\" \"2\"")]
    [InlineData("If-None-Match", "1")]
    [InlineData("If-None-Match", "*, *")]
    public async Task Precondition_that_is_no_list_of_tags_is_refused(string header, string value)
    {
        var (answer, problem) = await SendAsync("PUT", "/api/exchange-rates/2030-01-02", Rates, (header, value));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(header, Assert.Single(problem["errors"]!.AsObject()).Key);
    }

    [Theory]
    [InlineData("If-Match", "*")]
    [InlineData("If-Match", "\"0\"")]
    [InlineData("If-Match", "\"1\"")]
    [InlineData("If-Match", "\"anything, at all\"")]
    [InlineData("If-Match", "W/\"1\"")]
    [InlineData("If-Match", "\"1\", \"2\"")]
    public async Task Version_of_a_day_that_has_none_matches_nothing(string header, string value)
    {
        var (answer, problem) = await SendAsync("PUT", "/api/exchange-rates/2030-01-02", Rates, (header, value));

        Assert.Equal(HttpStatusCode.PreconditionFailed, answer.StatusCode);
        Assert.Equal(("precondition_failed", "The resource was modified."), ((string?)problem["code"], (string?)problem["title"]));
    }

    [Fact]
    public async Task Version_is_replaced_by_any_list_that_names_it_strongly()
    {
        const string path = "/api/exchange-rates/2026-01-06";
        var tries = new[]
        {
            ("If-None-Match", "\"7\"", 201), ("If-None-Match", "\"7\"", 428), ("If-None-Match", "W/\"1\"", 412), ("If-Match", "W/\"1\"", 412),
            ("If-Match", "\"x\", \"3\"", 412), ("If-Match", "\"x\", W/\"9\",, \"1\"", 200), ("If-Match", "*", 200),
        };
        var answers = new List<int>();
        foreach (var ((header, value, _), number) in tries.Select((each, index) => (each, index)))
        {
            var body = $$"""{"rates":{"USD":"18.{{number + 1}}"},"reason":"try {{number}}"}""";
            answers.Add((int)(await SendAsync("PUT", path, body, (header, value))).Answer.StatusCode);
        }
        var (current, _) = await SendAsync("GET", path, null);

        Assert.Equal(tries.Select(each => each.Item3), answers);
        Assert.Equal("\"3\"", current.Headers.ETag!.ToString());
    }

    [Fact]
    public async Task Days_are_listed_newest_first_in_pages()
    {
        foreach (var day in new[] { "2027-03-01", "2027-03-03", "2027-03-02" })
            await SendAsync("PUT", $"/api/exchange-rates/{day}", Rates);
        var days = new List<string?>();
        string? next = "/api/exchange-rates?pageSize=1";
        for (var pages = 0; next is not null && pages < 100; pages++)
        {
            var (_, page) = await SendAsync("GET", next, null);
            days.AddRange(page["value"]!.AsArray().Select(each => (string?)each!["date"]));
            next = (string?)page["nextLink"];
        }

        Assert.Null(next);
        Assert.Equal(["2027-03-03", "2027-03-02", "2027-03-01"], days.Where(day => day!.StartsWith("2027-03", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("GET", "/api/exchange-rates/2027-03-04", null)).Answer.StatusCode);
    }

    [Fact]
    public async Task Message_without_a_rate_is_refused_until_its_day_has_one()
    {
        var message = Encoding.UTF8.GetString(TestMessage.Unrated("rated", "10.00", "SEK", new DateTimeOffset(2027, 5, 1, 9, 0, 0, TimeSpan.Zero)));

        var (refused, problem) = await SendAsync("POST", "/api/revenue", message);
        await SendAsync("PUT", "/api/exchange-rates/2027-05-01", """{"rates":{"SEK":"1.75"},"reason":"Riksbank"}""");
        var (_, recorded) = await SendAsync("POST", "/api/revenue", message);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal("exchangeRate", Assert.Single(problem["errors"]!.AsObject()).Key);
        Assert.Equal("recorded", (string?)recorded["results"]![0]!["result"]);
    }

    private Task<(HttpResponseMessage Answer, JsonObject Body)> SendAsync(
        string method, string path, string? body, params (string Name, string Value)[] headers) =>
        running.App.Client.SendForObjectAsync(method, path, body, headers);
}
