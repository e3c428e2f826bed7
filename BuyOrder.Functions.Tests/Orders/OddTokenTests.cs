using System.Text.Json;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Functions.Tests.Orders.Signing;
using BuyOrder.Orders.Market;
using BuyOrder.Testing.Nodes;
using BuyOrder.Testing.Orders;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>Orders that buy a token that is not as the standard has it, on a real chain with real contracts.</summary>
public sealed class OddTokenTests(TestServers servers)
{
    private static readonly Address Collector = Permitted.Filled(0x66);

    [Theory]
    [InlineData(500, 0, false)]
    [InlineData(500, 0, true)]
    [InlineData(0, 500, false)]
    public async Task Token_of_which_less_than_the_minimum_would_arrive_is_refused_before_anything_is_paid(int fee, int shortage, bool collects)
    {
        await using var bench = await StartAsync();
        var tokens = await TurnOddAsync(bench, fee, shortage, collects);

        var run = await bench.Start().RunAsync("m-1");

        Assert.Equal((ReasonCode.SimulationFailed, null), (run.Outcome, run.Order));
        Assert.Contains("The recipient would get", run.Detail, StringComparison.Ordinal);
        Assert.Equal(0UL, await tokens.WalletNonceAsync());
    }

    [Theory]
    [InlineData(30, 0, false)]
    [InlineData(30, 0, true)]
    [InlineData(0, 30, false)]
    public async Task Token_of_which_the_minimum_arrives_is_booked_with_what_the_balance_shows(int fee, int shortage, bool collects)
    {
        await using var bench = await StartAsync();
        var tokens = await TurnOddAsync(bench, fee, shortage, collects);

        await bench.Start().RunAsync("m-1");
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal((JobStatus.Completed, false), (ended.Order.Status, ended.Order.Purchase?.ByEventsAlone));
        Assert.Equal(await tokens.BalanceAsync(bench.Contracts.Azr, bench.Contracts.Treasury), ended.Order.Purchase!.TokensAcquired);
        Assert.Equal(ended.Order.SpendUnits, ended.Order.Purchase.SpentUnits);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public async Task Transfers_of_others_in_the_block_of_a_purchase_disturb_nothing(int shortage)
    {
        await using var bench = await StartAsync();
        var tokens = await TurnOddAsync(bench, fee: 0, shortage: 0, collects: false);
        await tokens.GiveToTreasuryAsync(50 * Price.One);
        await bench.Chain.MineAsync();
        if (shortage > 0)
            await tokens.SetShortAsync(shortage);
        var process = bench.Start();
        await process.RunAsync("m-1");
        await bench.Chain.MineAsync();
        await process.AdvanceAsync(); // the swap waits in the pool

        await tokens.GiveToTreasuryAsync(7 * Price.One);
        await tokens.TakeFromTreasuryAsync(Collector, 3 * Price.One);
        var ended = await bench.SettleAsync("m-1");

        var balance = await tokens.BalanceAsync(bench.Contracts.Azr, bench.Contracts.Treasury);
        Assert.Equal(3 * Price.One, await tokens.BalanceAsync(bench.Contracts.Azr, Collector));
        Assert.Equal(balance - (54 * Price.One), ended.Order.Purchase!.TokensAcquired);
        Assert.False(ended.Order.Purchase.ByEventsAlone);
    }

    [Fact]
    public async Task Node_that_keeps_no_old_state_leaves_the_events_to_be_believed_and_the_order_says_so()
    {
        await using var bench = await StartAsync();
        await bench.Start(node => InterceptedNode.Answering(node, request => IsBalanceAt(request) ? new RpcError(-32000, "missing trie node") : null)).RunAsync("m-1");
        var process = bench.Start(node => InterceptedNode.Answering(node, request => IsBalanceAt(request) ? new RpcError(-32000, "missing trie node") : null));

        for (var tick = 0; tick < 5; tick++)
        {
            await bench.Chain.MineAsync(3);
            await process.AdvanceAsync();
        }

        var ended = await process.FindAsync("m-1");
        Assert.Equal((JobStatus.Completed, true), (ended.Order.Status, ended.Order.Purchase?.ByEventsAlone));
        await bench.AssertBooksAgreeAsync(completed: 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Node_without_overrides_is_asked_by_the_other_way(bool refuses)
    {
        await using var bench = await StartAsync();
        var tokens = await TurnOddAsync(bench, fee: 0, shortage: 0, collects: false);
        var process = bench.Start(node => WithoutOverrides(node, refuses, alsoWithoutSimulation: false));

        var run = await process.RunAsync("m-1");
        await tokens.SetFeeAsync(500, Collector);
        await process.AdvanceAsync();

        Assert.Equal(ReasonCode.Ordered, run.Outcome);
        Assert.Equal(ReasonCode.SimulationFailed, (await process.FindAsync("m-1")).Order.Hold?.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Purchase_that_no_node_can_simulate_is_never_made(bool refuses)
    {
        await using var bench = await StartAsync();
        var tokens = new OddTokens(bench.Chain);

        var blind = await bench.Start(node => WithoutOverrides(node, refuses, alsoWithoutSimulation: true)).RunAsync("m-1");
        await bench.Start().RunAsync("m-1");
        await bench.Chain.MineAsync();
        await bench.Start(node => WithoutOverrides(node, refuses, alsoWithoutSimulation: true)).AdvanceAsync();
        var held = await bench.Start().FindAsync("m-1");
        var ended = await bench.SettleAsync("m-1");

        Assert.Equal((ReasonCode.SimulationUnsupported, null), (blind.Outcome, blind.Order));
        Assert.Contains("eth_simulateV1", blind.Detail, StringComparison.Ordinal);
        Assert.Equal((ReasonCode.SimulationUnsupported, 1), (held.Order.Hold?.Reason, held.Attempts.Count));
        Assert.Equal(JobStatus.Completed, ended.Order.Status);
        Assert.Equal(2UL, await tokens.WalletNonceAsync());
    }

    [Fact]
    public async Task Token_that_is_paused_is_refused_and_bought_when_it_is_free_again()
    {
        await using var bench = await StartAsync();
        var tokens = new OddTokens(bench.Chain);
        await tokens.PauseTokenAsync(true);
        var process = bench.Start();

        var run = await process.RunAsync("m-1");
        await tokens.PauseTokenAsync(false);
        await process.RunAsync("m-1");

        Assert.Equal((ReasonCode.SimulationFailed, null), (run.Outcome, run.Order));
        Assert.Equal(JobStatus.Completed, (await bench.SettleAsync("m-1")).Order.Status);
    }

    private Task<EngineBench> StartAsync() => EngineBench.StartAsync(servers, revenue: new Zar(100_000_00), tokens: OddTokens.Both);

    private static async Task<OddTokens> TurnOddAsync(EngineBench bench, int fee, int shortage, bool collects)
    {
        var tokens = new OddTokens(bench.Chain);
        if (fee > 0)
            await tokens.SetFeeAsync(fee, collects ? Collector : Address.Zero);
        if (shortage > 0)
            await tokens.SetShortAsync(shortage);
        return tokens;
    }

    private static bool IsBalanceAt(RpcRequest request)
    {
        using var parameters = JsonDocument.Parse(request.Parameters);
        return request.Method == "eth_call" && parameters.RootElement.GetArrayLength() == 2
            && parameters.RootElement[1].ValueKind == JsonValueKind.Object
            && Erc20.BalanceOf.Selector.Begins(Hex.Decode(parameters.RootElement[0].GetProperty("data").GetString()));
    }

    private static InterceptedNode WithoutOverrides(IEthereumNode node, bool refuses, bool alsoWithoutSimulation) => InterceptedNode.Answering(node, request =>
    {
        using var parameters = JsonDocument.Parse(request.Parameters);
        if (request.Method == "eth_simulateV1" && alsoWithoutSimulation)
            return new RpcError(-32601, "the method eth_simulateV1 does not exist/is not available");
        if (request.Method != "eth_call" || parameters.RootElement.GetArrayLength() < 3)
            return null;

        // Nothing is what an account without code returns.
        return refuses ? new RpcError(-32602, "too many arguments, want at most 2") : "0x";
    });
}
