using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>Limits over the HTTP API of the built executable, on a real storage.</summary>
public sealed class PlausibilityApiTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sale_beyond_a_limit_is_kept_refused_with_its_item_and_recorded_once_it_is_accepted()
    {
        await using var app = await StartAsync();
        var large = TestMessage.Sale("large", "2000.00");
        var unpaid = TestMessage.With(TestMessage.Sale("unpaid"), "\"status\": \"Pending\"");

        var (answer, problem) = await SendAsync(app, "POST", "/api/revenue", large);
        var (notSettled, settling) = await SendAsync(app, "POST", "/api/revenue", unpaid);
        var (unreasoned, fault) = await SendAsync(app, "POST", $"/api/revenue/rejected/{Id(large)}/replay", """{"accept":true}"""u8);
        var (judged, still) = await SendAsync(app, "POST", $"/api/revenue/rejected/{Id(large)}/replay", ""u8);
        var (accepted, result) = await SendAsync(app, "POST", $"/api/revenue/rejected/{Id(large)}/replay", """{"accept":true,"reason":"Seen it."}"""u8);
        var (again, repeat) = await SendAsync(app, "POST", "/api/revenue", large);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "implausible_amount", Id(large)), (answer.StatusCode, (string?)problem["reason"], (string?)problem["rejectedId"]));
        Assert.Equal("urn:buyorder:problem:implausible-revenue", (string?)problem["type"]);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "not_settled", Id(unpaid)), (notSettled.StatusCode, (string?)settling["reason"], (string?)settling["rejectedId"]));
        Assert.Equal((HttpStatusCode.BadRequest, "reason"), (unreasoned.StatusCode, Assert.Single(fault["errors"]!.AsObject()).Key));
        Assert.Equal((HttpStatusCode.OK, "rejected"), (judged.StatusCode, (string?)still["result"]));
        Assert.Equal((HttpStatusCode.OK, "recorded", "Seen it."), (accepted.StatusCode, (string?)result["result"], (string?)result["item"]!["closedWhy"]));
        Assert.Equal((HttpStatusCode.OK, "duplicate"), (again.StatusCode, (string?)repeat["results"]![0]!["result"]));
    }

    [Fact]
    public async Task Array_tells_each_result_and_is_a_207_only_where_the_ledger_or_a_limit_refuses_some()
    {
        await using var app = await StartAsync();
        var (good, large, conflict) = (TestMessage.Sale("good"), TestMessage.Sale("large", "2000.00"), TestMessage.Sale("good", "11.00"));

        var (all, _) = await SendAsync(app, "POST", "/api/revenue", Array(good));
        var (some, mixed) = await SendAsync(app, "POST", "/api/revenue", Array(good, large, TestMessage.Refund("back", "3000.00", "good"), conflict));
        var (single, problem) = await SendAsync(app, "POST", "/api/revenue", conflict);
        var (faulty, fault) = await SendAsync(app, "POST", "/api/revenue", Array(TestMessage.Sale("never", "2000.00"), TestMessage.Sale("odd ")));
        var rejected = await GetAsync(app, "/api/revenue/rejected");

        Assert.Equal(HttpStatusCode.OK, all.StatusCode);
        Assert.Equal(HttpStatusCode.MultiStatus, some.StatusCode);
        Assert.Equal(
            ["duplicate", "rejected", "recorded", "conflicting_duplicate"], mixed["results"]!.AsArray().Select(item => (string?)item!["result"]));
        Assert.Equal(
            [null, "implausible_amount", null, "conflicting_duplicate"], mixed["results"]!.AsArray().Select(item => (string?)item!["reason"]));
        Assert.Equal(
            [null, Id(large), null, Id(conflict)], mixed["results"]!.AsArray().Select(item => (string?)item!["rejectedId"]));
        Assert.Equal((HttpStatusCode.Conflict, "conflicting_duplicate", Id(conflict)), (single.StatusCode, (string?)problem["reason"], (string?)problem["rejectedId"]));
        Assert.Equal((HttpStatusCode.BadRequest, "[1].id"), (faulty.StatusCode, Assert.Single(fault["errors"]!.AsObject()).Key));
        Assert.Equal(2, rejected["value"]!.AsArray().Count);
    }

    [Fact]
    public async Task Message_that_is_too_large_is_a_413_that_names_it_and_nothing_is_stored()
    {
        await using var app = await StartAsync();
        var large = TestMessage.Sale("large", metadata: $$"""{"x":"{{new string('x', RevenueMessageReader.MaxBytes)}}"}""");

        var (single, problem) = await SendAsync(app, "POST", "/api/revenue", large);
        var (array, second) = await SendAsync(app, "POST", "/api/revenue", Array(TestMessage.Sale("small"), large));
        var (mixed, _) = await SendAsync(app, "POST", "/api/revenue", Array(TestMessage.Sale("none", "0"), large));

        Assert.Equal(
            [HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.BadRequest],
            new[] { single.StatusCode, array.StatusCode, mixed.StatusCode });
        Assert.Equal(["body", "[1]"], new[] { problem, second }.Select(each => Assert.Single(each["errors"]!.AsObject()).Key));
        Assert.Equal(0, (await GetAsync(app, "/api/metrics"))["entries"]!.GetValue<long>());
        Assert.Empty((await GetAsync(app, "/api/revenue/rejected"))["value"]!.AsArray());
    }

    [Fact]
    public async Task Refund_beyond_a_limit_is_flagged_stops_runs_and_is_confirmed()
    {
        await using var app = await StartAsync();
        await SendAsync(app, "POST", "/api/revenue", Array(TestMessage.Sale("s", "900.00"), TestMessage.Refund("back", "1000.01", "s"), TestMessage.Refund("small", "1.00", "s")));

        var entry = await GetAsync(app, "/api/revenue/entry?id=back");
        var small = await GetAsync(app, "/api/revenue/entry?id=small");
        var (_, run) = await SendAsync(app, "POST", "/api/buy-orders", """{"dryRun":true}"""u8);
        var waiting = await GetAsync(app, "/api/revenue/refunds/unconfirmed");
        var (foreign, _) = await SendAsync(app, "GET", "/api/revenue/refunds/unconfirmed?continuation=1,x", ""u8);
        var (unnamed, missing) = await SendAsync(app, "POST", "/api/revenue/confirm", """{"reason":"Seen.","ids":[]}"""u8);
        var (malformed, fault) = await SendAsync(app, "POST", "/api/revenue/confirm", """{"ids":[7]}"""u8);
        var (confirmed, shape) = await SendAsync(app, "POST", "/api/revenue/confirm", """{"reason":"Seen.","ids":["back"]}"""u8);
        var (_, after) = await SendAsync(app, "POST", "/api/buy-orders", """{"dryRun":true}"""u8);
        var none = await GetAsync(app, "/api/revenue/refunds/unconfirmed");

        Assert.Equal("back", (string?)Assert.Single(waiting["value"]!.AsArray())!["id"]);
        Assert.Null(waiting["nextLink"]);
        Assert.Equal(HttpStatusCode.BadRequest, foreign.StatusCode);
        Assert.Equal("""{"value":[]}""", none.ToJsonString());
        Assert.Equal(["larger_than_sale", "sum_larger_than_sale", "beyond_limit"], entry["refundFlags"]!.AsArray().Select(flag => (string?)flag));
        Assert.Equal(["sum_larger_than_sale"], small["refundFlags"]!.AsArray().Select(flag => (string?)flag));
        Assert.Equal("implausible_revenue", (string?)run["outcome"]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unnamed.StatusCode);
        Assert.Contains("back", (string?)missing["detail"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, malformed.StatusCode);
        Assert.Equal(["ids", "reason"], fault["errors"]!.AsObject().Select(error => error.Key).Order());
        Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);
        Assert.Equal("""{"confirmedRefunds":1,"remaining":0,"confirmedTotal":"-101.01"}""", shape.ToJsonString());
        Assert.Equal("below_minimum", (string?)after["outcome"]);
    }

    [Fact]
    public async Task Entry_of_the_last_day_there_is_can_be_reached_everywhere()
    {
        await using var app = await HostedApp.StartAsync(servers);
        var last = TestMessage.Sale("last", "7.00", occurredAt: DateTimeOffset.MaxValue);
        var (answer, _) = await SendAsync(app, "POST", "/api/revenue", last);
        const string period = "from=2000-01-01T00:00:00Z&to=9999-12-31T23:59:59.9999999Z";

        var entry = await GetAsync(app, "/api/revenue/entry?id=last");
        var listed = await GetAsync(app, $"/api/revenue?{period}&kind=sale&source=course_sale&currency=ZAR");
        var days = await GetAsync(app, "/api/revenue/daily?from=9999-12-31");
        var month = await GetAsync(app, "/api/revenue/daily?from=9999-12-01");
        var before = await GetAsync(app, "/api/revenue/daily?from=9999-12-01&to=9999-12-31");
        var csv = await app.Client.GetStringAsync(new Uri($"/api/export/revenue.csv?{period}", UriKind.Relative), Cancellation);
        var (refused, fault) = await SendAsync(app, "GET", "/api/revenue/daily?from=9998-01-01&to=9999-12-31", ""u8);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(("9999-12-31", "9999-12-31T23:59:59.9999999Z"), ((string?)entry["day"], (string?)entry["occurredAt"]));
        Assert.Equal(["last"], listed["value"]!.AsArray().Select(each => (string?)each!["id"]));
        Assert.Equal(["9999-12-31"], days["value"]!.AsArray().Select(day => (string?)day!["day"]));
        Assert.Single(month["value"]!.AsArray());
        Assert.Empty(before["value"]!.AsArray());
        Assert.Contains("9999-12-31T23:59:59.9999999Z", csv, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.BadRequest, "to"), (refused.StatusCode, Assert.Single(fault["errors"]!.AsObject()).Key));
    }

    private Task<HostedApp> StartAsync() => HostedApp.StartAsync(servers, ("BuyOrder__InitialParameters__MaxAmount", "1000.00"));

    private static string Id(byte[] body) => Sha256Hash.Of(body).ToString();

    private static byte[] Array(params IEnumerable<byte[]> messages) =>
        Encoding.UTF8.GetBytes($"[{string.Join(',', messages.Select(message => Encoding.UTF8.GetString(message).Trim()))}]");

    private static async Task<JsonObject> GetAsync(HostedApp app, string path) =>
        JsonNode.Parse(await app.Client.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation))!.AsObject();

    private static Task<(HttpResponseMessage Answer, JsonObject Body)> SendAsync(HostedApp app, string method, string path, ReadOnlySpan<byte> body) =>
        SendAsync(app, method, path, body.ToArray());

    private static async Task<(HttpResponseMessage Answer, JsonObject Body)> SendAsync(HostedApp app, string method, string path, byte[] body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (method != "GET")
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        var answer = await app.Client.SendAsync(request, Cancellation);
        return (answer, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!.AsObject());
    }
}
