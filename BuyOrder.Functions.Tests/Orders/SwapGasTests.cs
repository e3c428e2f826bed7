using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Store;
using BuyOrder.Testing.Nodes;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>How much gas a swap is given: an estimate is only what a node says.</summary>
public sealed class SwapGasTests(TestServers servers)
{
    [Fact]
    public async Task Estimate_that_is_far_too_low_burns_no_swap()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00));
        var process = bench.Start(Underestimating);

        await process.RunAsync("m-1");
        var ended = await SettleAsync(bench, process, "m-1");

        Assert.Equal((JobStatus.Completed, 0), (ended.Order.Status, ended.Order.Retry));
        Assert.InRange(ended.Attempts[^1].GasUsed!.Value, 80_000, ended.Attempts[^1].GasLimit);
    }

    [Fact]
    public async Task Swap_that_ran_out_of_gas_is_tried_with_more_and_the_next_order_begins_with_what_it_took()
    {
        await using var bench = await EngineBench.StartAsync(servers, revenue: new Zar(100_000_00), tokens: OddTokens.Both);
        await new OddTokens(bench.Chain).BurnGasAsync(300_000);
        var process = bench.Start(Underestimating);

        await process.RunAsync("m-1");
        var first = await SettleAsync(bench, process, "m-1");
        await bench.RecordRevenueAsync(new Zar(100_000_00));
        await process.RunAsync("m-2");
        var second = await SettleAsync(bench, process, "m-2");

        var swaps = first.Attempts.Where(attempt => attempt.Kind == AttemptKind.Swap).ToList();
        Assert.Equal(JobStatus.Completed, first.Order.Status);
        Assert.True(swaps.Count > 1);
        Assert.All(swaps.Zip(swaps.Skip(1)), pair => Assert.True(pair.Second.GasLimit >= 2 * pair.First.GasLimit));
        Assert.All(swaps.SkipLast(1), swap => Assert.Equal(AttemptState.Reverted, swap.State));
        Assert.Equal((JobStatus.Completed, 0), (second.Order.Status, second.Order.Retry));
        Assert.True(second.Attempts[^1].GasLimit > swaps[^1].GasUsed);
    }

    private static async Task<OrderRecord> SettleAsync(EngineBench bench, EngineProcess process, string orderId)
    {
        for (var tick = 0; tick < 30 && !(await process.FindAsync(orderId)).Order.IsEnded; tick++)
        {
            await bench.Chain.MineAsync(2);
            await process.AdvanceAsync();
        }

        return await process.FindAsync(orderId);
    }

    /// <summary>Says that every transaction needs what a plain transfer needs.</summary>
    private static InterceptedNode Underestimating(IEthereumNode node) =>
        InterceptedNode.Answering(node, request => request.Method == "eth_estimateGas" ? "0x5208" : null);
}
