using System.Net;
using System.Text.Json.Nodes;
using BuyOrder.Domain.Parameters;
using BuyOrder.Functions.Tests.Functions.Hosting;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>The business parameters over the HTTP API of the built executable, on a real storage.</summary>
[Collection(nameof(SharedApp))]
public sealed class ParametersApiTests(AppFixture running)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_answered_is_a_document_that_changes_nothing()
    {
        var (answer, inForce) = await SendAsync("GET", "/api/parameters", null);
        var (put, unchanged) = await PutAsync(Document(inForce), answer.Headers.ETag!.ToString());

        Assert.Equal(
            ParametersReader.DocumentMembers.Select(ParameterDifference.PublicName),
            inForce.Select(member => member.Key).Except(["version", "changedAt", "changedBy", "reason"]));
        Assert.Equal((HttpStatusCode.OK, false), (put.StatusCode, (bool)unchanged["changed"]!));
        Assert.Equal((answer.Headers.ETag, (string?)inForce["reason"]), (put.Headers.ETag, (string?)unchanged["reason"]));
    }

    [Fact]
    public async Task Version_replaces_the_one_that_it_names_and_the_refused_learn_who_changed_what()
    {
        var (before, inForce) = await SendAsync("GET", "/api/parameters", null);
        var etag = before.Headers.ETag!.ToString();
        var document = Document(inForce);
        document["rateBps"] = (int)inForce["rateBps"]! == 900 ? 901 : 900;
        document["reason"] = "less for August";

        var (unstated, _) = await PutAsync(document, null);
        var (made, version) = await PutAsync(document, etag);
        var (again, repeated) = await PutAsync(document, etag);
        document["reason"] = "another";
        var (late, refusal) = await PutAsync(document, etag);
        var (_, history) = await SendAsync("GET", "/api/parameters/history?pageSize=1", null);

        Assert.Equal([428, 200, 200, 412], new[] { unstated, made, again, late }.Select(each => (int)each.StatusCode));
        Assert.Equal((true, true, "operator"), ((bool)version["changed"]!, (bool)repeated["changed"]!, (string?)version["changedBy"]));
        Assert.Equal((int)inForce["version"]! + 1, (int)version["version"]!);
        Assert.Equal(made.Headers.ETag, again.Headers.ETag);
        Assert.Contains("by operator at ", (string?)refusal["detail"], StringComparison.Ordinal);
        Assert.Contains("('less for August'): rateBps from ", (string?)refusal["detail"], StringComparison.Ordinal);
        var newest = Assert.Single(history["value"]!.AsArray())!;
        Assert.Equal($$"""[{"member":"rateBps","before":"{{inForce["rateBps"]}}","after":"{{version["rateBps"]}}"}]""", newest["differences"]!.ToJsonString());
        Assert.NotNull(history["nextLink"]);
    }

    [Fact]
    public async Task History_goes_back_to_the_first_version_in_pages()
    {
        var (_, first) = await SendAsync("GET", "/api/parameters", null);
        for (var change = 0; change < 3; change++)
        {
            var (before, inForce) = await SendAsync("GET", "/api/parameters", null);
            var document = Document(inForce);
            document["slippageBps"] = ((int)inForce["slippageBps"]! % 90) + 1;
            await PutAsync(document, before.Headers.ETag!.ToString());
        }

        var versions = new List<int>();
        string? next = "/api/parameters/history?pageSize=2";
        for (var pages = 0; next is not null && pages < 100; pages++)
        {
            var (_, page) = await SendAsync("GET", next, null);
            versions.AddRange(page["value"]!.AsArray().Select(each => (int)each!["version"]!));
            next = (string?)page["nextLink"];
        }

        Assert.Equal(Enumerable.Range(1, (int)first["version"]! + 3).Reverse(), versions);
        var (foreign, _) = await SendAsync("GET", "/api/parameters/history?continuation=x", null);
        Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
    }

    [Theory]
    [InlineData("rateBps", "\"1000\"")]
    [InlineData("rateBps", "null")]
    [InlineData("rateBps", "0")]
    [InlineData("rateBps", "1e3")]
    [InlineData("rateBps", "1000.0")]
    [InlineData("rateBps", "true")]
    [InlineData("maxPerDay", "\"0.01\"")]
    [InlineData("maxPerMonth", "1000")]
    [InlineData("minimumInterval", "\"P1000D\"")]
    [InlineData("walletReserve", "\"-1.00\"")]
    [InlineData("minimum", "100")]
    [InlineData("minimum", "null")]
    [InlineData("minimum", "\"1e2\"")]
    [InlineData("minimum", "\"NaN\"")]
    [InlineData("minimum", "\"-1.00\"")]
    [InlineData("maximum", "[]")]
    [InlineData("maximum", "\"\"")]
    [InlineData("maxFeePerGasGwei", "100")]
    [InlineData("maxPriorityFeePerGasGwei", "\"1000\"")]
    [InlineData("referencePrice", "50.0")]
    [InlineData("referencePrice", "\"0\"")]
    [InlineData("referencePrice", "\"\\ud800\"")]
    [InlineData("schedule", "\"0 0 2 * *\"")]
    [InlineData("schedule", "\"0 0 0 30 2 *\"")]
    [InlineData("schedule", "null")]
    [InlineData("scheduleTimeZone", "\"Mars/Olympus\"")]
    [InlineData("maxAmount", "\"null\"")]
    [InlineData("maxAmount", "5")]
    [InlineData("maxRateDeviationBps", "\"5\"")]
    [InlineData("maxRateDeviationBps", "\"null\"")]
    [InlineData("maxFuture", "\"P1M\"")]
    [InlineData("notSettledStatuses", "\"a,,b\"")]
    [InlineData("notSettledStatuses", "\"null\"")]
    public async Task Member_that_cannot_be_used_is_named_with_its_value_and_what_is_allowed(string member, string value)
    {
        var (before, inForce) = await SendAsync("GET", "/api/parameters", null);
        var document = Document(inForce);
        document.Remove(member);
        var body = document.ToJsonString()[..^1] + $",\"{member}\":{value}}}";

        var (answer, problem) = await SendAsync("PUT", "/api/parameters", body, ("If-Match", before.Headers.ETag!.ToString()));
        var (preview, _) = await SendAsync("POST", "/api/parameters/preview", body);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (answer.StatusCode, preview.StatusCode));
        var (named, faults) = Assert.Single(problem["errors"]!.AsObject());
        Assert.Equal(member, named);
        Assert.StartsWith("Must be ", (string?)faults![0], StringComparison.Ordinal);
        Assert.EndsWith($"; it is {value}.", (string?)faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_faults_are_told_at_once_missing_and_unknown_members_too()
    {
        var (before, inForce) = await SendAsync("GET", "/api/parameters", null);
        var document = Document(inForce);
        document.Remove("reason");
        document.Remove("impactBps");
        document.Remove("maxAge");
        document["paused"] = false;
        document["rateBps"] = 10_001;

        var (answer, problem) = await PutAsync(document, before.Headers.ETag!.ToString());
        var (list, _) = await SendAsync("PUT", "/api/parameters", "[]", ("If-Match", "*"));
        var (bad, header) = await PutAsync(Document(inForce), "1");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(["impactBps", "maxAge", "paused", "rateBps", "reason"], problem["errors"]!.AsObject().Select(error => error.Key).Order(StringComparer.Ordinal));
        Assert.EndsWith("it is missing.", (string?)problem["errors"]!["maxAge"]![0], StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, "If-Match"), (list.StatusCode, bad.StatusCode, Assert.Single(header["errors"]!.AsObject()).Key));
    }

    [Fact]
    public async Task Preview_writes_no_version()
    {
        var (before, inForce) = await SendAsync("GET", "/api/parameters", null);
        var document = Document(inForce);
        document.Remove("reason");
        document["rateBps"] = 1;

        var (answer, preview) = await SendAsync("POST", "/api/parameters/preview", document.ToJsonString());
        var (after, _) = await SendAsync("GET", "/api/parameters", null);

        Assert.Equal((HttpStatusCode.OK, true), (answer.StatusCode, (bool)preview["dryRun"]!));
        Assert.Equal(before.Headers.ETag, after.Headers.ETag);
    }

    private static JsonObject Document(JsonObject answered)
    {
        var document = answered.DeepClone().AsObject();
        foreach (var member in new[] { "version", "changedAt", "changedBy" })
            document.Remove(member);
        return document;
    }

    private Task<(HttpResponseMessage Answer, JsonObject Body)> PutAsync(JsonObject document, string? match) =>
        SendAsync("PUT", "/api/parameters", document.ToJsonString(), match is null ? [] : [("If-Match", match)]);

    private Task<(HttpResponseMessage Answer, JsonObject Body)> SendAsync(
        string method, string path, string? body, params (string Name, string Value)[] headers) =>
        running.App.Client.SendForObjectAsync(method, path, body, headers);
}
