using System.Text;
using System.Text.Json;
using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Testing.Nodes;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>A look at the market is of one block: a node whose newest block changes while it answers is asked again.</summary>
public sealed class OneBlockTests(TestServers servers)
{
    private const string Latest = "[\"latest\",false]";

    [Theory]
    [InlineData(1, "ordered")]
    [InlineData(2, "ordered")]
    [InlineData(int.MaxValue, "chain_unavailable")]
    public async Task Look_that_straddles_two_blocks_does_not_count_and_is_taken_again(int times, string outcome)
    {
        await using var bench = await EngineBench.StartAsync(servers, new Zar(100_000_00));
        var earlier = await bench.Chain.ReadAsync(RpcRequest.Create(
            "eth_getBlockByNumber", isRead: true, Parameters, answer => answer.Clone()));
        await bench.Chain.MineAsync();
        var (seen, straddled) = (0, 0);

        // The block at the end of a batch is another than at its beginning.
        var process = bench.Start(node => InterceptedNode.Answering(node, request =>
            IsLatest(request) && ++seen % 2 == 0 && ++straddled <= times ? earlier : null));
        var run = await process.RunAsync("m-1");

        Assert.Equal(outcome, run.Outcome.Value);
        Assert.True(straddled > 0);
        if (outcome == ReasonCode.ChainUnavailable.Value)
            Assert.Contains("its newest block changes faster than it answers", run.Detail, StringComparison.Ordinal);
    }

    private static void Parameters(Utf8JsonWriter json)
    {
        json.WriteStringValue("latest");
        json.WriteBooleanValue(false);
    }

    private static bool IsLatest(RpcRequest request) =>
        request.Method == "eth_getBlockByNumber" && Encoding.UTF8.GetString(request.Parameters.Span) == Latest;
}
