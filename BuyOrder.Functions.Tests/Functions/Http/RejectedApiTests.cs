using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Tests.Domain.Revenue;
using BuyOrder.Functions.Tests.Functions.Hosting;
using BuyOrder.Local.Worker;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>Rejected revenue and totals by currency over the HTTP API of the built executable, on a real storage.</summary>
[Collection(nameof(SharedApp))]
public sealed class RejectedApiTests(AppFixture running)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_without_a_rate_wait_and_one_call_replays_them_all()
    {
        var day = new DateTimeOffset(2027, 6, 1, 9, 0, 0, TimeSpan.Zero);
        byte[][] messages =
        [
            .. Enumerable.Range(0, 3).Select(i => TestMessage.Unrated($"tnd-{i}", "1.250", "TND", day)),
            TestMessage.Unrated("jpy", "500", "JPY", day),
            TestMessage.Unrated("jpy-back", "200", "JPY", day, "refund"),
        ];
        await QueueAsync(messages);
        var waiting = await GetAsync("/api/revenue/rejected?reason=no_exchange_rate&status=open");
        await SendAsync("PUT", "/api/exchange-rates/2027-06-01", """{"rates":{"TND":"6","JPY":"0.12"},"reason":"Late."}""");

        var (answer, result) = await SendAsync("POST", "/api/revenue/rejected/replay", """{"reason":"no_exchange_rate"}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(5, waiting["value"]!.AsArray().Count);
        Assert.Equal("""{"replayed":5,"duplicates":0,"stillRejected":0,"more":false}""", result.ToJsonString());
        var metrics = await GetAsync("/api/metrics");
        Assert.Equal("""{"sales":"500","refunds":"200","value":"36.00"}""", metrics["revenueByCurrency"]!["JPY"]!.ToJsonString());
        Assert.Equal("""{"sales":"3.750","refunds":"0.000","value":"22.50"}""", metrics["revenueByCurrency"]!["TND"]!.ToJsonString());
        Assert.Empty((await GetAsync("/api/revenue/rejected?reason=no_exchange_rate&status=open"))["value"]!.AsArray());
        var closed = await GetAsync("/api/revenue/rejected?status=replayed&pageSize=1000");
        Assert.All(closed["value"]!.AsArray(), item => Assert.Equal("operator", (string?)item!["closedBy"]));
    }

    [Fact]
    public async Task One_message_is_shown_with_its_body_and_discarded_with_a_reason()
    {
        byte[] binary = [0xFF, 0x00, 0x7B];
        var text = TestMessage.Sale("zero-é", "0.00");
        await QueueAsync(binary, text);
        var before = (await GetAsync("/api/metrics"))["rejected"]!.GetValue<long>();
        var health = (await GetAsync("/api/health/details"))["rejected"]!;

        var shown = await GetAsync($"/api/revenue/rejected/{Id(text)}");
        var (_, discarded) = await SendAsync("POST", $"/api/revenue/rejected/{Id(text)}/discard", """{"reason":"A test of the shop."}""");
        var (again, _) = await SendAsync("POST", $"/api/revenue/rejected/{Id(text)}/discard", """{"reason":"Once more."}""");
        var (unreasoned, problem) = await SendAsync("POST", $"/api/revenue/rejected/{Id(binary)}/discard", "{}");

        Assert.Equal(
            (Encoding.UTF8.GetString(text), "amount_not_positive", "amount", "open"),
            ((string?)shown["body"], (string?)shown["reason"], (string?)shown["member"], (string?)shown["status"]));
        var bytes = (string?)(await GetAsync($"/api/revenue/rejected/{Id(binary)}"))["bodyBase64"];
        Assert.Equal(binary, Convert.FromBase64String(bytes ?? ""));
        Assert.Equal(("discarded", "A test of the shop."), ((string?)discarded["status"], (string?)discarded["closedWhy"]));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal((HttpStatusCode.BadRequest, "reason"), (unreasoned.StatusCode, Assert.Single(problem["errors"]!.AsObject()).Key));
        Assert.Equal(before, health["open"]!.GetValue<long>());
        Assert.NotNull(health["oldestAt"]);
        Assert.Equal(before - 1, (await GetAsync("/api/metrics"))["rejected"]!.GetValue<long>());
    }

    [Fact]
    public async Task Replay_says_what_became_of_the_message()
    {
        var wrong = TestMessage.Sale("twice", "2.00");
        var large = new byte[RevenueMessageReader.MaxBytes + 1];
        await QueueAsync(TestMessage.Sale("twice", "1.00"), wrong, large);

        var (refused, conflict) = await SendAsync("POST", $"/api/revenue/rejected/{Id(wrong)}/replay", "");
        var (tooLarge, problem) = await SendAsync("POST", $"/api/revenue/rejected/{Id(large)}/replay", "");
        var (unknown, _) = await SendAsync("POST", $"/api/revenue/rejected/{new string('0', 64)}/replay", "");

        Assert.Equal((HttpStatusCode.OK, "conflicting_duplicate"), (refused.StatusCode, (string?)conflict["result"]));
        Assert.Equal("open", (string?)conflict["item"]!["status"]);
        Assert.Equal(HttpStatusCode.Conflict, tooLarge.StatusCode);
        Assert.Contains("32769 bytes", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/revenue/rejected?status=lost", null, 400, "status")]
    [InlineData("GET", "/api/revenue/rejected?continuation=%2F", null, 400, "continuation")]
    [InlineData("GET", "/api/revenue/rejected/replay", null, 404, null)]
    [InlineData("GET", "/api/revenue/rejected/ABCDEF", null, 404, null)]
    [InlineData("POST", "/api/revenue/rejected/x/replay", "", 404, null)]
    [InlineData("POST", "/api/revenue/rejected/x/discard", """{"reason":"x"}""", 404, null)]
    [InlineData("POST", "/api/revenue/rejected/replay", "{}", 400, "reason")]
    [InlineData("POST", "/api/revenue/rejected/replay", """{"reason":"too_large","continuation":"//"}""", 400, "continuation")]
    [InlineData("POST", "/api/revenue/rejected/replay", """{"reason":"too_large","all":true}""", 400, "all")]
    public async Task Bad_request_is_refused_naming_the_member(string method, string path, string? body, int status, string? member)
    {
        var (answer, problem) = await SendAsync(method, path, body);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(member, problem["errors"]?.AsObject().Single().Key);
    }

    private static string Id(byte[] body) => Sha256Hash.Of(body).ToString();

    private Task<InvocationResult> QueueAsync(params byte[][] messages) => running.App.Host.DeliverAsync(messages);

    private async Task<JsonObject> GetAsync(string path) =>
        JsonNode.Parse(await running.App.Client.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation))!.AsObject();

    private async Task<(HttpResponseMessage Answer, JsonObject Body)> SendAsync(string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        var answer = await running.App.Client.SendAsync(request, Cancellation);
        return (answer, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!.AsObject());
    }
}
