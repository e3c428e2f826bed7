using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Bodies;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>Wallet tasks, the wallets and the change of the key over the API of the built executable, on a real chain.</summary>
public sealed class WalletApiTests(TestServers servers)
{
    private const string Path = "/api/wallet/tasks";

    [Theory]
    [InlineData("""{"reason":"x"}""", "kind", "Must be sweep or revokeAllowance.")]
    [InlineData("""{"kind":"transfer","reason":"x"}""", "kind", "Must be sweep or revokeAllowance.")]
    [InlineData("""{"kind":"sweep","amount":"0","reason":"x"}""", "amount", "above 0")]
    [InlineData("""{"kind":"sweep","amount":"-1.00","reason":"x"}""", "amount", "above 0")]
    [InlineData("""{"kind":"sweep","amount":"1.001","reason":"x"}""", "amount", "two decimals")]
    [InlineData("""{"kind":"sweep","amount":1,"reason":"x"}""", "amount", "text")]
    [InlineData("""{"kind":"sweep","spender":"0x5FbDB2315678afecb367f032d93F642f64180aa3","reason":"x"}""", "spender", "Only a revokeAllowance has one.")]
    [InlineData("""{"kind":"revokeAllowance","reason":"x"}""", "spender", "missing")]
    [InlineData("""{"kind":"revokeAllowance","spender":"0x12","reason":"x"}""", "spender", "40 hexadecimal digits")]
    [InlineData("""{"kind":"revokeAllowance","spender":"0x5FbDB2315678afecb367f032d93F642f64180aa3","amount":"1","reason":"x"}""", "amount", "Only a sweep has one.")]
    [InlineData("""{"kind":"sweep","wallet":"me","reason":"x"}""", "wallet", "40 hexadecimal digits")]
    [InlineData("""{"kind":"sweep","to":"0x5FbDB2315678afecb367f032d93F642f64180aa3","reason":"x"}""", "to", "There is no such member")]
    [InlineData("""{"kind":"sweep"}""", "reason", "missing")]
    [InlineData("[]", "body", "JSON object")]
    public void Body_that_cannot_be_a_task_names_the_member_and_what_it_may_be(string body, string member, string allowed)
    {
        var refused = Assert.Throws<RequestException>(() => CreateWalletTaskBody.Parse(Encoding.UTF8.GetBytes(body)));

        Assert.Contains(allowed, refused.Problem.Errors![member][0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"reason":"x"}""", "wallet", "missing")]
    [InlineData("""{"wallet":"me","reason":"x"}""", "wallet", "40 hexadecimal digits")]
    [InlineData("""{"wallet":"0x5FbDB2315678afecb367f032d93F642f64180aa3"}""", "reason", "missing")]
    public void Body_that_leaves_no_wallet_names_the_member_and_what_it_may_be(string body, string member, string allowed)
    {
        var refused = Assert.Throws<RequestException>(() => AcceptRotationBody.Parse(Encoding.UTF8.GetBytes(body)));

        Assert.Contains(allowed, refused.Problem.Errors![member][0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Task_is_asked_for_watched_listed_and_told_in_health_and_audit()
    {
        await using var api = await ApiOnChain.StartAsync(servers);
        var (keyless, _) = await api.SendAsync("POST", Path, """{"kind":"sweep","reason":"x"}""");
        var (answer, placed) = await PostAsync(api, "a", """{"kind":"sweep","amount":"12.50","reason":"a try"}""");
        var (again, same) = await PostAsync(api, "a", """{"kind":"sweep","amount":"12.50","reason":"a try"}""");
        var (other, _) = await PostAsync(api, "a", """{"kind":"sweep","amount":"12.51","reason":"a try"}""");
        var (busy, busyProblem) = await PostAsync(api, "b", """{"kind":"sweep","reason":"more"}""");
        var wallet = await api.GetAsync("/api/wallet");
        var rotation = await api.GetAsync("/api/wallet/rotation");
        var metrics = await api.GetAsync("/api/metrics");
        var (run, outcome) = await api.RunAsync("now");
        var ended = await SettleAsync(api, "w-a");

        Assert.Equal(HttpStatusCode.BadRequest, keyless.StatusCode);
        Assert.Equal((HttpStatusCode.Accepted, "/api/wallet/tasks/w-a"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
        Assert.Equal(("w-a", "sweep", "12500000000000000000"), (Text(placed, "id"), Text(placed, "kind"), Text(placed, "amountRaw")));
        Assert.Equal($"{api.Market.Treasury}", Text(placed, "receiver"));
        Assert.Equal((HttpStatusCode.Accepted, "w-a", "true"), (again.StatusCode, Text(same, "id"), again.Headers.GetValues("Idempotency-Replayed").Single()));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.Conflict), (other.StatusCode, busy.StatusCode));
        Assert.Contains("Task w-a is open", Text(busyProblem, "detail"), StringComparison.Ordinal);
        Assert.Equal(("w-a", "task", $"{api.Market.Wallet.Address}"), (Text(wallet["open"]!, "id"), Text(wallet["open"]!, "kind"), Text(wallet["current"]!, "address")));
        Assert.Equal("sweep", Text(Assert.Single(wallet["open"]!["attempts"]!.AsArray())!, "kind"));
        Assert.Equal((false, false), ((bool)rotation["complete"]!, (bool)rotation["switched"]!));
        Assert.Contains("wait until what is open has ended", Text(rotation, "nextStep"), StringComparison.Ordinal);
        Assert.Equal(0, (int)metrics["executions"]!["pending"]!);
        Assert.Equal((HttpStatusCode.OK, "already_active"), (run.StatusCode, Text(outcome, "outcome")));
        Assert.Equal(("completed", "12500000000000000000", "12500000000000000000"), (Text(ended, "status"), Text(ended, "movedRaw"), Text(ended, "arrivedRaw")));
        Assert.Equal("w-a", Text(Assert.Single((await api.GetAsync(Path))["value"]!.AsArray())!, "id"));
        Assert.Empty((await api.GetAsync("/api/buy-orders"))["value"]!.AsArray());
        var audit = Assert.Single((await api.GetAsync("/api/audit?action=wallet_task_placed"))["value"]!.AsArray())!;
        Assert.Equal(("w-a", "operator", "a try"), (Text(audit, "subject"), Text(audit, "who"), Text(audit, "reason")));
        Assert.Null((await api.GetAsync("/api/ledger/verify"))["firstFault"]);
        var (cancelled, _) = await api.SendAsync("POST", $"{Path}/w-a/cancel", """{"reason":"late"}""");
        var (none, _) = await api.SendAsync("POST", $"{Path}/w-none/cancel", """{"reason":"late"}""");
        var (odd, _) = await api.SendAsync("GET", $"{Path}/m-a", null);
        var (left, leftProblem) = await api.SendAsync("POST", "/api/wallet/rotation/accept", $$"""{"wallet":"{{api.Market.Wallet.Address}}","reason":"x"}""");
        Assert.Equal((HttpStatusCode.Conflict, $"No wallet keeps {api.Market.Wallet.Address} from beginning."), (left.StatusCode, Text(leftProblem, "detail")));
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.NotFound, HttpStatusCode.NotFound), (cancelled.StatusCode, none.StatusCode, odd.StatusCode));
    }

    private static async Task<JsonObject> SettleAsync(ApiOnChain api, string id)
    {
        for (var tick = 0; tick < 40; tick++)
        {
            await api.MineAsync(2);
            await api.TickAsync();
            if (await api.GetAsync($"{Path}/{id}") is { } task && Text(task, "status") != "pending")
                return task;
        }

        throw new InvalidOperationException($"{id} does not end.");
    }

    private static Task<(HttpResponseMessage Answer, JsonObject Body)> PostAsync(ApiOnChain api, string key, string body) =>
        api.SendAsync("POST", Path, body, ("Idempotency-Key", key));

    private static string Text(JsonNode node, string member) => (string?)node[member] ?? "";
}
