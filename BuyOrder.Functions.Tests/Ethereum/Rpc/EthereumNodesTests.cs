using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Functions.Tests.Ethereum.Rpc;

public sealed class EthereumNodesTests
{
    private const string Five = """{"jsonrpc":"2.0","id":1,"result":"0x5"}""";
    private const string Reverted = """{"jsonrpc":"2.0","id":1,"error":{"code":3,"message":"execution reverted","data":"0x"}}""";
    private const string Limited = """{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"daily request count exceeded"}}""";
    private const string Unsupported = """{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"the method does not exist"}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("not even JSON")]
    [InlineData(Limited)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":"five"}""")]
    public async Task A_read_goes_to_the_next_node_when_one_can_not_serve_it(string answer)
    {
        await using var bad = await FakeNode.StartAsync(answer);
        await using var good = await FakeNode.StartAsync(Five);

        var value = await new EthereumNodes(bad.Client(), good.Client()).ReadAnyAsync(Eth.ChainId, Cancellation);

        Assert.Equal(5UL, value);
        Assert.Equal((1, 1), (bad.Requests.Count, good.Requests.Count));
    }

    [Theory]
    [InlineData(Reverted)]
    [InlineData(Unsupported)]
    public async Task A_refusal_is_an_answer_and_is_not_asked_for_again_elsewhere(string answer)
    {
        await using var refusing = await FakeNode.StartAsync(answer);
        await using var other = await FakeNode.StartAsync(Five);

        var nodes = new EthereumNodes(refusing.Client(), other.Client());
        await Assert.ThrowsAsync<RpcException>(() => nodes.ReadAnyAsync(Eth.ChainId, Cancellation));

        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task When_no_node_serves_a_read_the_last_reason_is_told()
    {
        await using var first = await FakeNode.StartAsync("nonsense");
        await using var second = await FakeNode.StartAsync(404);
        await using var limited = await FakeNode.StartAsync(Limited);

        var unavailable = await Assert.ThrowsAsync<NodeUnavailableException>(
            () => new EthereumNodes(first.Client(), second.Client()).ReadAnyAsync(Eth.ChainId, Cancellation));
        await Assert.ThrowsAsync<RpcException>(
            () => new EthereumNodes(first.Client(), limited.Client()).ReadAnyAsync(Eth.ChainId, Cancellation));

        Assert.Equal((NodeFault.HttpStatus, 404), (unavailable.Fault, unavailable.HttpStatus));
    }

    [Fact]
    public async Task Several_reads_come_from_one_node_together()
    {
        var half = """[{"jsonrpc":"2.0","id":1,"result":"0x1"}]""";
        await using var partial = await FakeNode.StartAsync(half);
        await using var whole = await FakeNode.StartAsync(
            """[{"jsonrpc":"2.0","id":1,"result":"0x5"},{"jsonrpc":"2.0","id":2,"result":"0x6"}]""");

        var (chain, height) = await new EthereumNodes(partial.Client(), whole.Client()).ReadAnyAsync(
            batch => (Chain: batch.Add(Eth.ChainId), Height: batch.Add(Eth.BlockNumber)),
            calls => (calls.Chain.Result, calls.Height.Result),
            Cancellation);

        Assert.Equal((5UL, 6UL), (chain, height));
    }

    [Fact]
    public async Task All_nodes_are_asked_at_once_and_each_has_its_own_outcome()
    {
        var bothArrived = new CountdownEvent(2);
        await using var good = await FakeNode.StartAsync(async (context, _) => await AnswerTogether(context, Five));
        await using var bad = await FakeNode.StartAsync(async (context, _) => await AnswerTogether(context, "nonsense"));
        var nodes = new EthereumNodes(
            good.Client(FakeNode.OneAttempt with { Name = "good" }), bad.Client(FakeNode.OneAttempt with { Name = "bad" }));

        var outcomes = await nodes.SendToAllAsync(batch => batch.Add(Eth.ChainId), Cancellation);

        Assert.Equal(["good", "bad"], outcomes.Select(outcome => outcome.Node));
        Assert.Equal(5UL, outcomes[0].Calls.Result);
        Assert.Null(outcomes[0].Failure);
        Assert.Equal(NodeFault.Malformed, outcomes[1].Failure!.Fault);
        Assert.Equal(RpcCallState.Unavailable, outcomes[1].Calls.State);

        // Answers only once both have been asked: one after the other would never end.
        async Task AnswerTogether(Microsoft.AspNetCore.Http.HttpContext context, string body)
        {
            bothArrived.Signal();
            await Task.Run(() => bothArrived.Wait(Cancellation), Cancellation);
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, body, Cancellation);
        }
    }

    [Fact]
    public async Task Nodes_need_names_of_their_own()
    {
        await using var server = await FakeNode.StartAsync(Five);

        Assert.Throws<ArgumentException>(() => new EthereumNodes());
        Assert.Throws<ArgumentException>(() => new EthereumNodes(server.Client(), server.Client()));
    }
}
