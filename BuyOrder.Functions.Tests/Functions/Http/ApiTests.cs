using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using BuyOrder.Functions.Tests.Functions.Hosting;
using BuyOrder.Testing.Hosting;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>The HTTP API of the built executable, on a real storage, with the chain down.</summary>
public sealed class ApiTests(AppFixture running) : IClassFixture<AppFixture>
{
    private const string Rest = "\"source\":\"course_sale\",\"currency\":\"ZAR\",\"occurredAt\":\"2026-11-20T10:00:00Z\"}";
    private const string Sale = "{\"id\":\"x\",\"amount\":\"1.00\"," + Rest;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/api/buy-orders?status=done", null, 400, "status")]
    [InlineData("GET", "/api/buy-orders?pageSize=0", null, 400, "pageSize")]
    [InlineData("GET", "/api/buy-orders?continuation=zzz", null, 400, "continuation")]
    [InlineData("GET", "/api/runs?from=yesterday", null, 400, "from")]
    [InlineData("GET", "/api/runs?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", null, 400, "to")]
    [InlineData("GET", "/api/runs?continuation=%2F%2F", null, 400, "continuation")]
    [InlineData("GET", "/api/runs?form=2026-01-02T00:00:00Z", null, 400, "form")]
    [InlineData("GET", "/api/runs?from=2026-01-02T00:00:00Z&from=2026-01-02T00:00:00Z", null, 400, "from")]
    [InlineData("GET", "/api/runs?pagesize=5&pageSize=5", null, 400, "pageSize")]
    [InlineData("GET", "/api/runs?=5", null, 400, "")]
    [InlineData("GET", "/api/metrics?from=2026-01-02T00:00:00Z", null, 400, "from")]
    [InlineData("GET", "/api/ledger/verify?pageSize=5", null, 400, "pageSize")]
    [InlineData("POST", "/api/buy-orders?dryRun=true", "", 400, "dryRun")]
    [InlineData("GET", "/api/revenue?source=gifts", null, 400, "source")]
    [InlineData("GET", "/api/revenue?pageSize=1001", null, 400, "pageSize")]
    [InlineData("GET", "/api/revenue?continuation=AAAA", null, 400, "continuation")]
    [InlineData("GET", "/api/ledger/verify?continuation=9-0000", null, 400, "continuation")]
    [InlineData("GET", "/api/ledger/verify?continuation=0-zzzz", null, 400, "continuation")]
    [InlineData("POST", "/api/buy-orders", "", 400, "Idempotency-Key")]
    [InlineData("POST", "/api/buy-orders", "{", 400, "body")]
    [InlineData("POST", "/api/buy-orders", """{"dryRun":"yes"}""", 400, "dryRun")]
    [InlineData("POST", "/api/buy-orders", """{"amount":5}""", 400, "amount")]
    [InlineData("POST", "/api/revenue", "", 400, "body")]
    [InlineData("POST", "/api/revenue", "nonsense", 400, "body")]
    [InlineData("POST", "/api/revenue", "[", 400, "body")]
    [InlineData("POST", "/api/revenue", "[]", 400, "body")]
    [InlineData("POST", "/api/revenue", "\"text\"", 400, "body")]
    [InlineData("POST", "/api/revenue", "{\"id\":\"x\",\"amount\":\"1.005\"," + Rest, 400, "amount")]
    [InlineData("POST", "/api/revenue", "[" + Sale + ",{\"id\":\"y\"}]", 400, "[1].source")]
    [InlineData("POST", "/api/revenue", "[" + Sale + ",7]", 400, "[1]")]
    [InlineData("GET", "/api/buy-orders/m-nothing", null, 404, null)]
    [InlineData("GET", "/api/buy-orders/not%20an%20id%2F%23", null, 404, null)]
    public async Task Bad_request_is_answered_with_a_problem_naming_the_member(
        string method, string path, string? body, int status, string? member)
    {
        var (answer, problem) = await SendAsync(method, path, body);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status, problem["status"]!.GetValue<int>());
        Assert.StartsWith("urn:buyorder:problem:", problem["type"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(problem["title"]!.GetValue<string>()));
        Assert.Equal(
            problem["type"]!.GetValue<string>()["urn:buyorder:problem:".Length..].Replace('-', '_'), problem["code"]!.GetValue<string>());
        Assert.False(string.IsNullOrEmpty(problem["traceId"]!.GetValue<string>()));
        Assert.Equal(member, problem["errors"]?.AsObject().FirstOrDefault().Key);
        Assert.DoesNotContain("   at ", problem.ToJsonString(), StringComparison.Ordinal);
    }

    /// <summary>The host's answer: the app does not hear of such requests.</summary>
    [Theory]
    [InlineData("GET", "/api/nothing")]
    [InlineData("GET", "/nothing")]
    [InlineData("DELETE", "/api/metrics")]
    [InlineData("GET", "/")]
    public async Task Unknown_route_and_wrong_method_are_an_empty_404(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));

        using var answer = await running.App.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("a/b")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task Idempotency_key_of_another_form_is_refused(string key)
    {
        var (answer, problem) = await SendAsync("POST", "/api/buy-orders", "", ("Idempotency-Key", key));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("[A-Za-z0-9._-]{1,64}", problem["errors"]!["Idempotency-Key"]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/buy-orders", 17_000, false)]
    [InlineData("/api/buy-orders", 17_000, true)]
    [InlineData("/api/revenue", 5_000_000, false)]
    [InlineData("/api/revenue", 5_000_000, true)]
    [InlineData("/api/revenue", 40_000, false)]
    public async Task Body_that_is_too_large_is_refused(string path, int bytes, bool isChunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes($"[\"{new string('x', bytes)}\"]"));
        request.Headers.TransferEncodingChunked = isChunked;

        using var answer = await running.App.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Problem_carries_the_id_under_which_the_log_has_the_call()
    {
        var (missing, notFound) = await SendAsync("GET", "/api/buy-orders/m-nothing", null, ("x-ms-invocation-id", "5a6f"));
        var (down, unavailable) = await SendAsync("POST", "/api/contracts/accept", """{"reason":"looked at"}""", ("x-ms-invocation-id", "5a6f"));

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.ServiceUnavailable), (missing.StatusCode, down.StatusCode));
        Assert.Equal("Not found.", notFound["title"]!.GetValue<string>());

        // The host's own, never the caller's.
        Assert.True(Guid.TryParse(notFound["traceId"]!.GetValue<string>(), out _));
        var id = unavailable["traceId"]!.GetValue<string>();
        Assert.True(Guid.TryParse(id, out _));
        await running.App.Process.WaitForLineAsync(
            line => line.Contains("/api/contracts/accept", StringComparison.Ordinal) && line.EndsWith($"[{id}]", StringComparison.Ordinal),
            TimeSpan.FromSeconds(20),
            Cancellation);
    }

    [Theory]
    [InlineData("\"quoted-1\"", true)]
    [InlineData("quoted-1\"", false)]
    [InlineData("\"quoted-1", false)]
    [InlineData("\"\"quoted-1\"\"", false)]
    [InlineData("\"\"", false)]
    public async Task Idempotency_key_may_be_quoted_as_a_structured_field(string key, bool isKey)
    {
        var (answer, _) = await SendAsync("POST", "/api/buy-orders", """{"dryRun":true}""", ("Idempotency-Key", key));

        Assert.Equal(isKey ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Process_is_alive_and_tells_its_build()
    {
        var live = await GetAsync("/api/health/live");
        var version = await GetAsync("/api/version");

        Assert.Equal("""{"status":"up"}""", live.ToJsonString());
        Assert.Equal(["version", "commit", "chainId", "wallet", "mode"], version.Select(member => member.Key));
        Assert.Matches(@"^\d+\.\d+\.\d+", version["version"]!.GetValue<string>());
        Assert.Equal((31337, "direct"), (version["chainId"]!.GetValue<int>(), version["mode"]!.GetValue<string>()));
        Assert.Equal("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", version["wallet"]!.GetValue<string>());
    }

    [Fact]
    public async Task Metrics_have_the_members_that_clients_rely_on()
    {
        var metrics = await GetAsync("/api/metrics");

        Assert.Superset(
            new HashSet<string>
            {
                "totalRevenue", "consumedRevenue", "availableRevenue", "allocation", "totalSpent", "promisedToDate", "tokensAcquired",
                "averagePricePerToken", "executions", "successRate", "lastExecutionAt", "gasSpent", "revenueBySource",
                "revenueByCurrency", "entries", "rejected", "limits",
            },
            metrics.Select(member => member.Key).ToHashSet());
        Assert.Equal(["total", "completed", "failed", "pending"], metrics["executions"]!.AsObject().Select(member => member.Key));
        Assert.Equal(["course_sale", "subscription", "other"], metrics["revenueBySource"]!.AsObject().Select(member => member.Key));
        Assert.Equal(["day", "spentThatDay", "leftThatDay", "spentThatMonth", "leftThatMonth"], metrics["limits"]!.AsObject().Select(member => member.Key));
        Assert.Null(metrics["successRate"]);
        Assert.Matches(@"^-?\d+\.\d{2}$", metrics["totalRevenue"]!.GetValue<string>());
    }

    [Fact]
    public async Task Run_without_a_chain_is_an_outcome_that_is_listed()
    {
        await SendAsync("POST", "/api/revenue", Encoding.UTF8.GetString(SampleRevenue.Sale("enough", 5000.00m)));

        var (answer, run) = await SendAsync("POST", "/api/buy-orders", """{"note":"by hand"}""", ("Idempotency-Key", "no-chain"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("chain_unavailable", run["outcome"]!.GetValue<string>());
        Assert.Null(run["order"]);
        var runs = await GetAsync("/api/runs?pageSize=1000");
        Assert.Contains(runs["value"]!.AsArray(), listed => listed!["outcome"]!.GetValue<string>() == "chain_unavailable");
    }

    [Fact]
    public async Task Dry_run_leaves_no_trace()
    {
        var before = (await GetAsync("/api/runs?pageSize=1000"))["value"]!.AsArray().Count;

        var (answer, run) = await SendAsync("POST", "/api/buy-orders", """{"dryRun":true}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(run["dryRun"]!.GetValue<bool>());
        Assert.False(string.IsNullOrEmpty(run["outcome"]!.GetValue<string>()));
        Assert.Equal(before, (await GetAsync("/api/runs?pageSize=1000"))["value"]!.AsArray().Count);
    }

    [Fact]
    public async Task Ledger_is_verified_over_http_and_by_its_timer_and_health_tells_when()
    {
        await SendAsync("POST", "/api/revenue", Encoding.UTF8.GetString(SampleRevenue.Sale("verified", 10.00m)));

        var part = await GetAsync("/api/ledger/verify");
        await running.App.Host.FireAsync("VerifyLedgerDaily");
        var details = await GetAsync("/api/health/details");
        var later = await GetAsync("/api/ledger/verify");

        Assert.True(part["verified"]!["entries"]!.GetValue<long>() > 0);
        Assert.True(part["verified"]!["blocks"]!.GetValue<long>() > 0);
        Assert.False(part.ContainsKey("firstFault"));
        Assert.False(part.ContainsKey("nextLink"));
        Assert.True(details["ledger"]!["entries"]!.GetValue<long>() > 0);
        Assert.Null(details["ledger"]!["firstFault"]);
        Assert.True(part["newestRecord"]!["number"]!.GetValue<long>() > 0);
        Assert.Equal(part["newestRecord"]!.ToJsonString(), later["verifiedRecord"]!.ToJsonString());
    }

    [Fact]
    public async Task Health_is_up_while_only_the_chain_is_down_and_the_details_say_which_part()
    {
        // This waits for the start-up work, health does not.
        await GetAsync("/api/metrics");

        var health = await GetAsync("/api/health");
        var details = await GetAsync("/api/health/details");

        Assert.Equal("""{"status":"up"}""", health.ToJsonString());
        Assert.Equal("degraded", details["status"]!.GetValue<string>());
        Assert.Equal("up", details["storage"]!.GetValue<string>());
        Assert.Equal("down", details["chain"]!["status"]!.GetValue<string>());
        Assert.NotEmpty(details["faults"]!.AsArray());
    }

    [Theory]
    [InlineData("/API/Metrics")]
    [InlineData("/api/runs?code=a-function-key")]
    [InlineData("/api/metrics?code=a-function-key&clientId=its-name&CODE=another")]
    [InlineData("/api/runs?PAGESIZE=5")]
    public async Task Paths_and_parameters_match_without_case_and_the_hosts_own_are_left_alone(string path)
    {
        using var answer = await running.App.Client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/api/revenue?from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z&source=other&kind=sale&currency=ZAR&pageSize=5")]
    [InlineData("/api/export/revenue.csv?from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z&source=other&kind=sale&currency=ZAR")]
    [InlineData("/api/revenue/daily?from=2026-01-01&to=2026-02-01")]
    [InlineData("/api/revenue/rejected?reason=invalid_json&status=open&pageSize=5")]
    [InlineData("/api/exchange-rates?pageSize=5")]
    [InlineData("/api/exchange-rates/2026-01-01/history?pageSize=5")]
    [InlineData("/api/buy-orders?status=pending&from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z&pageSize=5")]
    [InlineData("/api/export/buy-orders.csv?status=pending&from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z")]
    [InlineData("/api/runs?from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z&pageSize=5")]
    public async Task Documented_parameters_are_known(string path)
    {
        using var answer = await running.App.Client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Log_shows_neither_queries_nor_bodies()
    {
        await SendAsync("GET", "/api/runs?code=sesame-key&from=bad", null);
        await SendAsync("POST", "/api/revenue?code=sesame-key", "{\"sesame-body\":1}");
        await running.App.Host.DeliverAsync(["sesame-body"u8.ToArray(), SampleRevenue.Sale("logged")]);

        await running.App.Process.WaitForLineAsync(
            line => line.Contains("2 messages: 1 recorded", StringComparison.Ordinal), TimeSpan.FromSeconds(20), Cancellation);
        Assert.DoesNotContain(running.App.Process.LastLines, line => line.Contains("sesame", StringComparison.Ordinal));
    }

    private Task<JsonObject> GetAsync(string path) => running.App.Client.GetObjectAsync(path);

    private Task<(HttpResponseMessage Answer, JsonObject Body)> SendAsync(
        string method, string path, string? body, params (string Name, string Value)[] headers) =>
        running.App.Client.SendForObjectAsync(method, path, body, headers);
}
