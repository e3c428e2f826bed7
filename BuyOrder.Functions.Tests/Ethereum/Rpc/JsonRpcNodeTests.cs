using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Testing.Nodes;
using Microsoft.AspNetCore.Http;

namespace BuyOrder.Functions.Tests.Ethereum.Rpc;

/// <summary>What comes of answers, good and bad.</summary>
public sealed class JsonRpcNodeTests
{
    private static readonly Address Account = Address.Parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_call_goes_out_as_an_object_and_several_as_a_list()
    {
        await using var server = await FakeNode.StartAsync(
            new Dictionary<string, string> { ["eth_chainId"] = "\"0x7a69\"", ["eth_getBalance"] = "\"0x10\"" });
        var client = server.Client();
        var (alone, together) = (new RpcBatch(), new RpcBatch());
        var single = alone.Add(Eth.ChainId);
        var (first, second) = (together.Add(Eth.ChainId), together.Add(Eth.Balance(Account, BlockTag.Number(255))));

        await client.SendAsync(alone, Cancellation);
        await client.SendAsync(together, Cancellation);

        Assert.Equal((31337UL, 31337UL, (BigInteger)16), (single.Result, first.Result, second.Result));
        Assert.Equal("""{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}""", server.Requests[0].GetRawText());
        Assert.Equal(
            """[{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]},"""
            + """{"jsonrpc":"2.0","id":2,"method":"eth_getBalance","params":["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed","0xff"]}]""",
            server.Requests[1].GetRawText());
    }

    [Fact]
    public async Task Answers_in_any_order_find_their_calls()
    {
        await using var server = await FakeNode.StartAsync(
            """[{"jsonrpc":"2.0","id":3,"result":"0x3"},{"jsonrpc":"2.0","id":1,"result":"0x1"},"""
            + """{"id":2,"error":{"code":-1,"message":"no"},"jsonrpc":"2.0"}]""");
        var (batch, calls) = ThreeCalls();

        await server.Client().SendAsync(batch, Cancellation);

        Assert.Equal((1UL, 3UL), (calls[0].Result, calls[2].Result));
        Assert.Equal(new RpcError(-1, "no"), calls[1].Error);
    }

    /// <summary>What stands in place of the second of three answers: it alone is lost.</summary>
    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":4,"result":"0x2"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":0,"result":"0x2"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"2","result":"0x2"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":2.5,"result":"0x2"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"result":"0x2"}""")]
    [InlineData("""{"jsonrpc":"2.0","result":"0x2"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":2,"result":"0x2"},{"jsonrpc":"2.0","id":2,"result":"0x2"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":2,"result":"0x2"},{"jsonrpc":"2.0","id":2,"error":{"code":1,"message":""}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":2,"error":{"code":1,"message":""}},{"jsonrpc":"2.0","id":2,"result":"0x2"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":2,"result":"0x2","error":{"code":1,"message":""}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":2}""")]
    [InlineData("""{"id":2,"result":"0x2"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":2,"result":2}""")]
    [InlineData("""{"jsonrpc":"2.0","id":2,"result":null}""")]
    [InlineData("17")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task An_answer_that_is_missing_or_wrong_loses_its_own_call_only(string second)
    {
        await using var server = await FakeNode.StartAsync(
            $$"""[{"jsonrpc":"2.0","id":3,"result":"0x3"},{{second}},{"jsonrpc":"2.0","id":1,"result":"0x1"}]""");
        var (batch, calls) = ThreeCalls();

        await server.Client().SendAsync(batch, Cancellation);

        Assert.Equal(RpcCallState.Unavailable, calls[1].State);
        Assert.Throws<NodeUnavailableException>(() => calls[1].Result);
        Assert.Null(calls[1].Error);
        Assert.Equal((1UL, 3UL), (calls[0].Result, calls[2].Result));
    }

    [Theory]
    [InlineData("", NodeFault.Malformed)]
    [InlineData("<html>busy</html>", NodeFault.Malformed)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"result":"0x1"}""", NodeFault.Malformed)]
    [InlineData("[]", NodeFault.Malformed)]
    [InlineData("{}", NodeFault.Malformed)]
    [InlineData("null", NodeFault.Malformed)]
    [InlineData("\"0x1\"", NodeFault.Malformed)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x1"}""", NodeFault.Malformed)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"id":2,"result":"0x1"}]""", NodeFault.Malformed)]
    [InlineData("""[{"jsonrpc":"2.0","id":9,"result":"0x1"}]""", NodeFault.Malformed)]
    [InlineData("""{"jsonrpc":"2.0","error":{"code":-32600,"message":"batches are off"},"id":null}""", NodeFault.BatchRefused)]
    [InlineData("""{"jsonrpc":"2.0","error":{"code":-32005,"message":"batch too large"},"id":1}""", NodeFault.BatchRefused)]
    [InlineData("""{"error":"no"}""", NodeFault.BatchRefused)]
    public async Task An_answer_to_a_batch_that_is_no_list_of_answers_makes_the_node_unavailable(string body, NodeFault fault)
    {
        await using var server = await FakeNode.StartAsync(body);
        var (batch, calls) = ThreeCalls();

        var unavailable = await Assert.ThrowsAsync<NodeUnavailableException>(() => server.Client().SendAsync(batch, Cancellation));

        Assert.Equal(fault, unavailable.Fault);
        Assert.All(calls, call => Assert.Equal((RpcCallState.Unavailable, fault), (call.State, call.Unavailability!.Fault)));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"result":"0x1"}]""")]
    [InlineData("""{"jsonrpc":"2.0","id":2,"result":"0x1"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"1","result":"0x1"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"result":"0x1"}""")]
    [InlineData("""{"jsonrpc":"2.0","result":"0x1"}""")]
    [InlineData("""{"jsonrpc":"1.0","id":1,"result":"0x1"}""")]
    [InlineData("""{"jsonrpc":2.0,"id":1,"result":"0x1"}""")]
    [InlineData("""{"id":1,"result":"0x1"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x1","result":"0x2"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x1"} trailing""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":null}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":1}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"1"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0xg"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x-1"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x 1"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"0x10000000000000000"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{"value":"0x1"}}""")]
    public async Task A_bad_answer_to_a_single_call_never_becomes_a_value(string body)
    {
        await using var server = await FakeNode.StartAsync(body);
        var batch = new RpcBatch();
        var call = batch.Add(Eth.ChainId);

        await Record.ExceptionAsync(() => server.Client().SendAsync(batch, Cancellation));

        Assert.Equal(NodeFault.Malformed, Assert.Throws<NodeUnavailableException>(() => call.Result).Fault);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("\"0xffffffffffffffff\"", ulong.MaxValue)]
    [InlineData("\"0x0\"", 0UL)]
    [InlineData("\"0x00\"", 0UL)]
    [InlineData("\"0x01A\"", 26UL)]
    public async Task Quantities_are_read_to_the_last_bit(string result, ulong value)
    {
        await using var server = await FakeNode.StartAsync(new Dictionary<string, string> { ["eth_chainId"] = result });

        Assert.Equal(value, await server.Client().ReadAsync(Eth.ChainId, Cancellation));
    }

    [Fact]
    public async Task Old_nodes_that_write_an_empty_error_beside_a_result_are_understood()
    {
        await using var server = await FakeNode.StartAsync("""{"jsonrpc":"2.0","id":1,"result":"0x5","error":null}""");

        Assert.Equal(5UL, await server.Client().ReadAsync(Eth.ChainId, Cancellation));
    }

    [Fact]
    public async Task A_batch_is_sent_once_and_has_no_results_before()
    {
        await using var server = await FakeNode.StartAsync("""{"jsonrpc":"2.0","id":1,"result":"0x5"}""");
        var batch = new RpcBatch();
        var call = batch.Add(Eth.ChainId);
        Assert.Throws<InvalidOperationException>(() => call.Result);

        await server.Client().SendAsync(batch, Cancellation);

        await Assert.ThrowsAsync<InvalidOperationException>(() => server.Client().SendAsync(batch, Cancellation));
        Assert.Throws<InvalidOperationException>(() => batch.Add(Eth.ChainId));
        Assert.Equal(5UL, call.Result);
    }

    [Fact]
    public async Task An_empty_batch_is_not_sent_and_one_too_large_is_refused()
    {
        await using var server = await FakeNode.StartAsync("[]");
        var (batch, _) = ThreeCalls();

        await server.Client().SendAsync(new RpcBatch(), Cancellation);
        var client = server.Client(FakeNode.OneAttempt with { MaxBatchCalls = 2 });
        await Assert.ThrowsAsync<ArgumentException>(() => client.SendAsync(batch, Cancellation));

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Methods_that_the_library_does_not_have_can_be_called()
    {
        await using var server = await FakeNode.StartAsync(
            async (context, request) => await context.Response.WriteAsync(
                $$"""{"jsonrpc":"2.0","id":1,"result":{{request.GetProperty("params").GetRawText()}}}"""));
        var batch = new RpcBatch();
        var call = batch.Add(RpcRequest.Create(
            "anvil_setBalance", isRead: false, json => json.WriteStringValue("0x1"), json => json.Clone()));

        await server.Client().SendAsync(batch, Cancellation);

        Assert.False(batch.IsReadOnly);
        Assert.Equal("""["0x1"]""", call.Result.GetRawText());
    }

    private static (RpcBatch Batch, RpcCall<ulong>[] Calls) ThreeCalls()
    {
        var batch = new RpcBatch();
        return (batch, [batch.Add(Eth.ChainId), batch.Add(Eth.BlockNumber), batch.Add(Eth.TransactionCount(Account, BlockTag.Pending))]);
    }
}
