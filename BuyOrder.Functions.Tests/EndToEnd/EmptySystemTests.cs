using System.Net;
using System.Numerics;
using System.Text;
using System.Text.Json;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Functions.Tests.Local;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.EndToEnd;

/// <summary>
/// What must hold of the whole system under any input and however often its worker dies: real processes, real storage, a real
/// chain.
/// </summary>
public sealed class EmptySystemTests(TestServers servers)
{
    private const int Kills = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly AbiEvent Transfer = AbiEvent.Parse("Transfer(address indexed from, address indexed to, uint256 value)");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_sent_twice_count_once_and_runs_at_the_same_time_place_one_order()
    {
        await using var command = LocalCommand.Start(servers, "--no-samples", "--quiet", "--port", $"{FreePort.Any()}");
        using var api = new HttpClient { BaseAddress = (await command.ReadyAsync()).Api };

        await SendAsync(api, [.. Enumerable.Range(0, 10).Select(i => Sale($"small-{i}", "99.99"))]);
        var tooLittle = await RunAsync(api, "too-little");
        var sales = Enumerable.Range(0, 1000).Select(i => Sale($"pay-{i}", $"{100 + i}.{i % 100:00}")).ToList();
        await SendAsync(api, [.. sales, .. sales]);
        var total = await GetAsync(api, "api/revenue/available");
        var runs = await Task.WhenAll(RunAsync(api, "first"), RunAsync(api, "second"));
        var order = runs.Single(run => Outcome(run) == "ordered").GetProperty("order");
        var ended = await EndedAsync(api, order.GetProperty("id").GetString()!);
        var again = await RunAsync(api, ended.GetProperty("id").GetString()!["m-".Length..]);

        var cents = Enumerable.Range(0, 1000).Sum(i => ((100 + i) * 100L) + (i % 100)) + (10 * 99_99);
        Assert.Equal("below_minimum", Outcome(tooLittle));
        Assert.Equal($"{cents / 100}.{cents % 100:00}", total.GetProperty("total").GetString());
        Assert.Equal(["already_active", "ordered"], runs.Select(Outcome).Order());
        Assert.Equal("completed", ended.GetProperty("status").GetString());
        Assert.Equal(ended.GetProperty("id").GetString(), again.GetProperty("order").GetProperty("id").GetString());
        Assert.Single((await GetAsync(api, "api/buy-orders")).GetProperty("value").EnumerateArray());
        Assert.Equal(0, (await GetAsync(api, "admin/local/queues")).GetProperty("revenue-events").GetProperty("deadLettered").GetInt32());
        await UntilAsync(async () =>
            (await GetAsync(api, "admin/local/queues")).GetProperty("buy-orders").GetProperty("active").GetInt32() == 1);
    }

    [Fact]
    public async Task Setting_from_the_command_line_goes_over_the_runs_own_and_one_dead_node_of_three_stops_nothing()
    {
        var azurite = await servers.AzuriteAsync();
        await using var anvil = await servers.StartAnvilAsync(new AnvilOptions { BlockTimeSeconds = 1, MixedMining = true }, Cancellation);
        await using var command = LocalCommand.Start(
            servers, "--no-samples", "--quiet", "--port", $"{FreePort.Any()}", "--azurite", azurite.TablesUrl, "--rpc", $"{anvil.RpcUrl}",
            "--set", $"BuyOrder__RpcUrls={anvil.RpcUrl},{anvil.RpcUrl}?second,http://127.0.0.1:1/", "--set=buyorder__confirmations=1");
        using var api = new HttpClient { BaseAddress = (await command.ReadyAsync()).Api };

        await SendAsync(api, [Sale("pay-1", "100000.00")]);
        var order = (await RunAsync(api, "one-dead")).GetProperty("order");
        var ended = await EndedAsync(api, order.GetProperty("id").GetString()!);
        var health = await GetAsync(api, "api/health/details");

        Assert.Equal("completed", ended.GetProperty("status").GetString());
        var node = Assert.Single(health.GetProperty("chain").GetProperty("nodes").EnumerateArray());
        Assert.Equal("127.0.0.1:1", node.GetProperty("node").GetString());
    }

    [Fact]
    public async Task Setting_that_the_app_does_not_have_ends_the_command_at_once()
    {
        await using var command = LocalCommand.Start(servers, "--no-samples", "--set", "BuyOrder__RpcUrl=http://127.0.0.1:1/");

        var exitCode = await command.ExitCodeAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains(command.Lines, line => line.StartsWith("Wrong setting: BuyOrder__RpcUrl: found (a value of", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Worker_killed_again_and_again_leaves_exactly_one_purchase()
    {
        await using var command = LocalCommand.Start(servers, "--no-samples", "--quiet", "--port", $"{FreePort.Any()}");
        var (address, rpc, _) = await command.ReadyAsync();
        using var api = new HttpClient { BaseAddress = address };
        await SendAsync(api, [Sale("pay-1", "100000.00")]);

        // Not evenly spread: some kills meet the worker at work, some while it starts.
        var random = new Random(20251001);
        var killing = Task.Run(async () =>
        {
            for (var kills = 0; kills < Kills;)
            {
                await Task.Delay(random.Next(20, 900), Cancellation);
                kills += await command.KillChildAsync("BuyOrder.Func") ? 1 : 0;
            }
        }, Cancellation);
        var order = await PlacedAsync(api, "under-fire");
        await killing;
        var ended = await EndedAsync(api, order.GetProperty("id").GetString()!);

        Assert.Equal("completed", ended.GetProperty("status").GetString());
        var purchase = Assert.Single(await PurchasesAsync(rpc, command.Deployment()));
        Assert.Equal(ended.GetProperty("transactionHash").GetString(), $"{purchase.Hash}");
        Assert.Equal(ended.GetProperty("tokensAcquiredRaw").GetString(), $"{purchase.Tokens}");
        Assert.Equal("10000.00", (await GetAsync(api, "api/metrics")).GetProperty("totalSpent").GetString());
    }

    private static string Sale(string id, string amount) =>
        $$"""{"id":"{{id}}","source":"course_sale","amount":"{{amount}}","currency":"ZAR","occurredAt":"2025-10-01T10:00:00Z"}""";

    private static string Outcome(JsonElement run) => run.GetProperty("outcome").GetString()!;

    /// <summary>Puts messages on the queue, 16 at a time, and waits until all of them are handled.</summary>
    private static async Task SendAsync(HttpClient api, string[] messages)
    {
        var sixteen = new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancellation };
        await Parallel.ForEachAsync(messages, sixteen, async (message, token) =>
        {
            var body = $$"""{"input":"{{JsonEncodedText.Encode(message)}}"}""";
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await api.PostAsync("admin/functions/RecordRevenue", content, token);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        });
        await UntilAsync(async () =>
            (await GetAsync(api, "admin/local/queues")).GetProperty("revenue-events").GetProperty("active").GetInt32() == 0);
    }

    private static async Task<JsonElement> RunAsync(HttpClient api, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/buy-orders");
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await api.SendAsync(request, Cancellation);
        var body = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonElement.Parse(body);
    }

    /// <summary>Asks with the same key until there is an answer.</summary>
    private static async Task<JsonElement> PlacedAsync(HttpClient api, string key)
    {
        JsonElement? order = null;
        await UntilAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "api/buy-orders");
            request.Headers.Add("Idempotency-Key", key);
            using var answer = await api.SendAsync(request, Cancellation);
            if (answer.IsSuccessStatusCode)
                order = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).GetProperty("order");
            return order is { ValueKind: JsonValueKind.Object };
        });
        return order!.Value;
    }

    private static async Task<JsonElement> EndedAsync(HttpClient api, string id)
    {
        JsonElement? order = null;
        await UntilAsync(async () =>
        {
            using var answer = await api.GetAsync($"api/buy-orders/{id}", Cancellation);
            if (answer.IsSuccessStatusCode)
                order = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
            return order is { } known && known.GetProperty("status").GetString() != "pending";
        });
        return order!.Value;
    }

    private static async Task<JsonElement> GetAsync(HttpClient api, string path) =>
        JsonElement.Parse(await api.GetStringAsync(path, Cancellation));

    /// <summary>Every transfer of the bought token to the treasury, over the whole chain.</summary>
    private static async Task<List<(Hash256 Hash, BigInteger Tokens)>> PurchasesAsync(Uri rpc, JsonElement deployment)
    {
        using var http = new HttpClient();
        var treasury = new byte[Hash256.Size];
        Address.Parse(deployment.GetProperty("treasury").GetString()!).CopyTo(treasury.AsSpan(Hash256.Size - Address.Size));
        var batch = new RpcBatch();
        var logs = batch.Add(Eth.GetLogs(new LogFilter
        {
            FromBlock = BlockTag.Earliest,
            ToBlock = BlockTag.Latest,
            Addresses = [Address.Parse(deployment.GetProperty("azr").GetString()!)],
            Topics = [[Transfer.Topic], [], [new Hash256(treasury)]],
        }));
        await new JsonRpcNode(http, rpc, new JsonRpcOptions(), TimeProvider.System).SendAsync(batch, Cancellation);
        return [.. logs.Result.Select(log => (log.TransactionHash, new BigInteger(log.Data.Span, isUnsigned: true, isBigEndian: true)))];
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        while (!await condition())
            await Task.Delay(100, limit.Token);
    }
}
