using System.Net;
using System.Numerics;
using System.Text.Json.Nodes;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Orders.Rows;
using BuyOrder.Storage;
using BuyOrder.Storage.Azure;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.StandIns;

namespace BuyOrder.Functions.Tests.Functions.Http;

/// <summary>The operators' ways out over the API of the built executable, on a real chain, with a queue that hears of it.</summary>
public sealed class OperatorApiTests(TestServers servers) : IAsyncLifetime
{
    private NotificationBroker queue = null!;
    private ApiOnChain api = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        queue = await NotificationBroker.StartAsync();
        var setting = KeyValuePair.Create("BuyOrder__Notifications__ConnectionString", queue.ConnectionString);
        api = await ApiOnChain.StartAsync(servers, setting);
    }

    public async ValueTask DisposeAsync()
    {
        await api.DisposeAsync();
        await queue.DisposeAsync();
    }

    [Fact]
    public async Task Nonce_of_a_stranger_is_accepted_over_the_api_and_buying_goes_on()
    {
        var wallet = api.Market.Wallet.Address.ToString();
        var (missing, faults) = await api.SendAsync("POST", "/api/wallet/accept-nonce", """{"address":"0x12","nonce":-1}""");
        Assert.Equal(HttpStatusCode.BadRequest, missing.StatusCode);
        Assert.Equal(["address", "nonce", "reason"], faults["errors"]!.AsObject().Select(error => error.Key).Order());
        await RunAsync("first");
        await CallAsync(HttpStatusCode.Conflict, "/api/wallet/accept-nonce", $$"""{"address":"{{wallet}}","nonce":9,"reason":"x"}""");
        await SettleAsync("m-first");
        await SendAsStrangerAsync(nonce: 2);
        await api.MineAsync(5);
        await api.RecordAsync("more", 100_000.00m);

        Assert.Equal("foreign_nonce", Text(await RunAsync("second"), "outcome"));
        var details = (await api.SendAsync("GET", "/api/health/details", null)).Body;
        Assert.Equal("degraded", Text(details, "status"));
        var wrong = await CallAsync(HttpStatusCode.Conflict, "/api/wallet/accept-nonce", $$"""{"address":"{{wallet}}","nonce":9,"reason":"x"}""");
        Assert.Equal("urn:buyorder:problem:conflict", Text(wrong, "type"));
        var accepted = await CallAsync(HttpStatusCode.OK, "/api/wallet/accept-nonce", $$"""{"address":"{{wallet}}","nonce":3,"reason":"paid gas"}""");
        Assert.Equal(wallet, Text(accepted, "address"));
        Assert.Equal("ordered", Text(await RunAsync("second"), "outcome"));
    }

    [Fact]
    public async Task Completed_order_that_a_reorganisation_undoes_is_told_and_resolved_with_evidence()
    {
        await CallAsync(HttpStatusCode.NotFound, "/api/buy-orders/m-none/resolve", """{"finding":"failed","reason":"x"}""");
        await CallAsync(HttpStatusCode.NotFound, "/api/buy-orders/none/resolve", """{"finding":"failed","reason":"x"}""");
        await RunAsync("deep");
        var order = await SettleAsync("m-deep");
        var evidence = $$"""{"finding":"completed","reason":"mined again","evidence":"{{Text(order, "transactionHash")}}"}""";
        await CallAsync(HttpStatusCode.Conflict, "/api/buy-orders/m-deep/resolve", evidence);

        await ReorgAsync(order["blockNumber"]!.GetValue<long>());
        await api.App.KillAsync();
        await api.App.WaitUntilReadyAsync();
        await api.TickAsync();
        var undone = await api.GetOrderAsync("m-deep");
        Assert.Equal(("pending", "purchase_undone"), (Text(undone, "status"), Text(undone, "reason")));
        Assert.True(undone["unknown"]!.GetValue<bool>());
        Assert.Equal("purchase_undone", Text(await RunAsync("next"), "outcome"));
        Assert.Equal("degraded", Text((await api.SendAsync("GET", "/api/health/details", null)).Body, "status"));
        var metrics = (await api.SendAsync("GET", "/api/metrics", null)).Body;
        Assert.Equal(("0.00", "100000.00"), (Text(metrics, "totalSpent"), Text(metrics, "consumedRevenue")));

        for (var tick = 0; tick < 3; tick++)
        {
            await api.TickAsync();
            await api.MineAsync(3);
        }

        Assert.True((await api.GetOrderAsync("m-deep"))["unknown"]!.GetValue<bool>());
        var approval = $$"""{"finding":"completed","reason":"x","evidence":"{{Text(order["attempts"]![0]!, "transactionHash")}}"}""";
        var refused = await CallAsync(HttpStatusCode.UnprocessableEntity, "/api/buy-orders/m-deep/resolve", approval);
        Assert.Equal("urn:buyorder:problem:refused", Text(refused, "type"));
        var resolved = await CallAsync(HttpStatusCode.OK, "/api/buy-orders/m-deep/resolve", evidence);
        Assert.Equal(("completed", "mined again"), (Text(resolved, "status"), Text(resolved["resolution"]!, "reason")));
        await CallAsync(HttpStatusCode.OK, "/api/buy-orders/m-deep/resolve", evidence);
        await CallAsync(HttpStatusCode.Conflict, "/api/buy-orders/m-deep/resolve", """{"finding":"failed","reason":"x"}""");
        await api.TickAsync();
        Assert.Equal(
            ["m-deep:buy-order-completed", "m-deep:buy-order-completed:1", "m-deep:buy-order-unknown:1"],
            queue.Messages.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Contract_whose_code_has_changed_is_accepted_over_the_api_and_buying_goes_on()
    {
        await RunAsync("first");
        await SettleAsync("m-first");
        await api.RecordAsync("more", 100_000.00m);
        await ChangeCodeAsync(api.Market.Router);

        Assert.Equal("contract_changed", Text(await RunAsync("second"), "outcome"));
        var faults = await CallAsync(HttpStatusCode.BadRequest, "/api/contracts/accept", "{}");
        Assert.Equal("reason", Assert.Single(faults["errors"]!.AsObject()).Key);
        var accepted = await CallAsync(HttpStatusCode.OK, "/api/contracts/accept", """{"reason":"read the new code"}""");
        Assert.Equal(api.Market.Router.ToString(), Assert.Single(accepted["changed"]!.AsArray())!.GetValue<string>());
        Assert.Empty((await CallAsync(HttpStatusCode.OK, "/api/contracts/accept", """{"reason":"again"}"""))["changed"]!.AsArray());
        Assert.Equal("ordered", Text(await RunAsync("second"), "outcome"));
    }

    [Fact]
    public async Task Records_that_fit_together_are_not_restarted()
    {
        await RunAsync("first");
        await SettleAsync("m-first");

        var faults = await CallAsync(HttpStatusCode.BadRequest, "/api/ledger/restart-records", "{}");
        Assert.Equal(["fault", "reason"], faults["errors"]!.AsObject().Select(each => each.Key).Order(StringComparer.Ordinal));
        var refused = await CallAsync(HttpStatusCode.Conflict, "/api/ledger/restart-records", """{"reason":"looked","fault":"0123456789abcdef"}""");
        Assert.Contains("nothing to restart", Text(refused, "detail"), StringComparison.Ordinal);
    }

    /// <summary>The built executable on real tables: rows are edited and lost, and what the API shows is enough to go on.</summary>
    [Fact]
    public async Task Records_of_a_broken_order_store_are_restarted_over_the_api_and_buying_goes_on()
    {
        await RunAsync("first");
        await SettleAsync("m-first");
        await api.MineAsync(70);
        await api.RecordAsync("more", 100_000.00m);
        var book = await BookAsync();
        var state = (await book.ReadAsync(OrderKeys.Partition, OrderKeys.State, Cancellation))!;
        var edited = state.Values.Copy();
        edited["consumedBaseCents"] = 0L;
        var listed = (await book.QueryAsync(new TableQuery(OrderKeys.Partition, OrderKeys.OrderListPrefix, "n;"), Cancellation)).Rows[0];
        TableWrite[] harm = [new TableWrite.Replace(state.Key, edited, state.ETag), new TableWrite.Delete(listed.Key, listed.ETag)];
        Assert.True((await book.SubmitAsync(OrderKeys.Partition, harm, Cancellation)).Applied);

        var stopped = await RunAsync("second");
        Assert.Equal("ledger_fault", Text(stopped, "outcome"));
        var fault = Text(stopped, "reason")[^17..^1];
        var other = await CallAsync(HttpStatusCode.Conflict, "/api/ledger/restart-records", """{"reason":"looked","fault":"0123456789abcdef"}""");
        Assert.Contains(fault, Text(other, "detail"), StringComparison.Ordinal);
        var restarted = await CallAsync(HttpStatusCode.OK, "/api/ledger/restart-records", $$"""{"reason":"looked","fault":"{{fault}}"}""");
        Assert.Equal(("100000.00", null), (Text(restarted, "consumedRevenue"), restarted["firstFault"]?.GetValue<string>()));
        Assert.Equal("m-first", Assert.Single((await api.GetAsync("/api/buy-orders"))["value"]!.AsArray())!["id"]!.GetValue<string>());
        await CallAsync(HttpStatusCode.Conflict, "/api/ledger/restart-records", $$"""{"reason":"looked","fault":"{{fault}}"}""");

        Assert.Equal("ordered", Text(await RunAsync("third"), "outcome"));
        Assert.Equal("completed", Text(await SettleAsync("m-third"), "status"));
        Assert.Equal("200000.00", Text((await api.SendAsync("GET", "/api/metrics", null)).Body, "consumedRevenue"));
        Assert.Contains(queue.Messages.Keys, id => id.StartsWith("ledger-fault:", StringComparison.Ordinal));
    }

    /// <summary>The table that the executable writes.</summary>
    private async Task<ITable> BookAsync() => new AzureTableStore(new StorageOptions
    {
        ConnectionString = (await servers.AzuriteAsync()).ConnectionString,
        TablePrefix = api.TablePrefix,
    }).Table(OrderKeys.Table);

    /// <summary>The tick after its end sends what is to be told.</summary>
    private async Task<JsonObject> SettleAsync(string id)
    {
        var order = await api.SettleAsync(id);
        await api.TickAsync();
        return order;
    }

    private async Task<JsonObject> RunAsync(string key) => (await api.RunAsync(key)).Body;

    private async Task<JsonObject> CallAsync(HttpStatusCode expected, string path, string body)
    {
        var (answer, read) = await api.SendAsync("POST", path, body);
        Assert.True(expected == answer.StatusCode, $"{path}: {answer.StatusCode} {read.ToJsonString()}");
        return read;
    }

    /// <summary>Makes the contract's code longer by a byte that is never reached.</summary>
    private async Task ChangeCodeAsync(Address contract)
    {
        var asking = new RpcBatch();
        var code = asking.Add(Eth.Code(contract, BlockTag.Latest));
        await api.Node.SendAsync(asking, Cancellation);
        var batch = new RpcBatch();
        var done = batch.Add(RpcRequest.Create(
            "anvil_setCode",
            isRead: false,
            json =>
            {
                json.WriteStringValue(contract.ToString());
                json.WriteStringValue(Hex.Encode([.. code.Result, 0]));
            },
            _ => true));
        await api.Node.SendAsync(batch, Cancellation);
        Assert.True(done.Result);
    }

    /// <summary>Replaces the block and all after it by empty ones.</summary>
    private async Task ReorgAsync(long block)
    {
        var asking = new RpcBatch();
        var height = asking.Add(Eth.BlockNumber);
        await api.Node.SendAsync(asking, Cancellation);
        var batch = new RpcBatch();
        var done = batch.Add(RpcRequest.Create(
            "anvil_reorg",
            isRead: false,
            json =>
            {
                json.WriteNumberValue((long)height.Result - block + 1);
                json.WriteStartArray();
                json.WriteEndArray();
            },
            _ => true));
        await api.Node.SendAsync(batch, Cancellation);
        Assert.True(done.Result);
    }

    private async Task SendAsStrangerAsync(ulong nonce)
    {
        using var signer = new PrivateKeySigner(Hex.Decode(api.Market.Wallet.PrivateKey));
        var transaction = new FeeMarketTransaction
        {
            ChainId = 31337,
            Nonce = nonce,
            MaxFeePerGas = new BigInteger(20_000_000_000),
            MaxPriorityFeePerGas = new BigInteger(1_000_000_000),
            GasLimit = 21_000,
            To = api.Market.Treasury,
            Value = 1,
        };
        var signed = await transaction.SignAsync(signer, Cancellation);
        var batch = new RpcBatch();
        var sent = batch.Add(Eth.SendRawTransaction(signed.Encoded));
        await api.Node.SendAsync(batch, Cancellation);
        Assert.Equal(signed.Hash, sent.Result);
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
