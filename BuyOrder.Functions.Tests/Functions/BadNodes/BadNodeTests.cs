using System.Text.Json.Nodes;
using BuyOrder.Domain.Money;
using BuyOrder.Testing.Model;
using Microsoft.AspNetCore.Http;

namespace BuyOrder.Functions.Tests.Functions.BadNodes;

/// <summary>
/// Every method that the app asks of nodes, answered badly in every way, by one node of three or by the only one there is: no call fails,
/// every run is recorded, health names the node, and in the end each order has bought once.
/// </summary>
public sealed class BadNodeTests
{
    private const int MostTicks = 40;

    private static readonly Zar Sale = new(2_000_00);

    /// <summary>What each part of a purchase asks, by when it first does.</summary>
    private static readonly string[] BeforeAnOrder =
    [
        "eth_chainId", "eth_maxPriorityFeePerGas", "eth_getBlockByNumber", "eth_getTransactionCount", "eth_getBalance", "eth_getCode",
        "eth_getStorageAt", "eth_call",
    ];

    private static readonly string[] WithAnOrder = ["eth_estimateGas", "eth_sendRawTransaction", "eth_getTransactionReceipt", "eth_getTransactionByHash"];

    /// <summary>What is asked where no node looks at the code that a call is to find at the wallet's address.</summary>
    private static readonly string[] WithoutOverrides = ["eth_simulateV1"];

    private static readonly string[] AfterAStranger = ["eth_blockNumber", "eth_getLogs"];

    public static TheoryData<string, int> Cases { get; } = new(
        BeforeAnOrder.Concat(WithAnOrder).Concat(WithoutOverrides).SelectMany(method => (int[])[3, 1], (method, nodes) => (method, nodes)));

    public static TheoryData<string, int> CasesAfterAStranger { get; } = new(
        AfterAStranger.SelectMany(method => (int[])[3, 1], (method, nodes) => (method, nodes)));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Bad_answers_stop_nothing_that_a_majority_can_decide_and_nothing_for_ever(string method, int nodes)
    {
        await using var app = await AppOnModelChain.StartAsync(
            nodes, WithoutOverrides.Contains(method) ? Probing.BySimulation : Probing.ByOverride);
        var completed = 0;
        foreach (var (number, bad) in BadAnswer.All.Where(bad => bad.IsBadFor(method)).Index())
        {
            var context = $"{method}, {nodes} nodes: {bad}";
            var wire = app.Wires[BadNode(number, nodes, bad)];
            await app.SellAsync(Sale);
            wire.AnswerBadly(method, bad);

            await RunAsync(app, $"k{number}", MayOrder(method, nodes), context);
            await RunSlotAsync(app, context);
            await TickAsync(app, nodes > 1 ? MostTicks : 3, context);
            Assert.True(nodes == 1 || (await app.StateAsync()).OpenOrderId is null, $"{context}: two good nodes of three did not decide.");
            Assert.True(wire.BadAnswers > 0, $"{context}: never asked.");
            await AssertHealthNamesAsync(app, AppOnModelChain.NameOf(BadNode(number, nodes, bad)), context);

            wire.Heal();
            await RunAsync(app, $"again-{number}", mayOrder: true, context);
            await TickAsync(app, MostTicks, context);
            completed = await AssertBoughtOnceEachAsync(app, completed, context);
            await AssertHealthyAsync(app, context);
        }
    }

    [Theory]
    [MemberData(nameof(CasesAfterAStranger))]
    public async Task Bad_answers_to_a_search_of_the_logs_stop_nothing_either(string method, int nodes)
    {
        await using var app = await AppOnModelChain.StartAsync(nodes);
        await app.SellAsync(Sale);
        await RunAsync(app, "first", mayOrder: true, method);
        await TickAsync(app, MostTicks, method);
        var completed = await AssertBoughtOnceEachAsync(app, 0, method);
        foreach (var (number, bad) in BadAnswer.All.Where(bad => bad.IsBadFor(method)).Index())
        {
            var context = $"{method}, {nodes} nodes: {bad}";
            var wire = app.Wires[BadNode(number, nodes, bad)];
            await app.SellAsync(Sale);
            app.Steal();
            wire.AnswerBadly(method, bad);

            var outcome = await RunAsync(app, $"k{number}", mayOrder: false, context);
            Assert.True(outcome == (nodes == 1 ? "chain_unavailable" : "foreign_nonce"), $"{context}: {outcome}");
            Assert.True(wire.BadAnswers > 0, $"{context}: never asked.");
            await AssertHealthNamesAsync(app, AppOnModelChain.NameOf(BadNode(number, nodes, bad)), context);
            Assert.Equal(nodes > 1 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, (await AcceptAsync(app)).Status);

            wire.Heal();
            Assert.Equal(StatusCodes.Status200OK, (await AcceptAsync(app)).Status);
            await RunAsync(app, $"again-{number}", mayOrder: true, context);
            await TickAsync(app, MostTicks, context);
            completed = await AssertBoughtOnceEachAsync(app, completed, context);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Absurd_height_of_the_only_node_is_no_answer_and_does_not_make_all_others_late(bool isOpen)
    {
        const string context = "an absurd height";
        await using var app = await AppOnModelChain.StartAsync(1);
        await app.SellAsync(Sale);
        if (isOpen)
            await RunAsync(app, "first", mayOrder: true, context);
        app.Wires[0].AnswerBadly("eth_getBlockByNumber", BadAnswer.AbsurdHeight);

        if (!isOpen)
            await RunAsync(app, "first", mayOrder: false, context);
        await TickAsync(app, 3, context);
        Assert.True(app.Wires[0].BadAnswers > 0);
        Assert.InRange((await app.StateAsync()).HighWaterBlock, 0, app.Chain.Head.Number);
        await AssertHealthNamesAsync(app, AppOnModelChain.NameOf(0), context);

        app.Wires[0].Heal();
        if (!isOpen)
            await RunAsync(app, "first", mayOrder: true, context);
        await TickAsync(app, MostTicks, context);
        await AssertBoughtOnceEachAsync(app, 0, context);
    }

    [Fact]
    public async Task Methods_that_are_answered_badly_here_are_all_that_the_app_asks_of_nodes()
    {
        await using var app = await AppOnModelChain.StartAsync(1);
        await app.SellAsync(Sale);
        await RunAsync(app, "first", mayOrder: true, "first");
        await TickAsync(app, MostTicks, "first");
        await app.SellAsync(Sale);
        app.Steal();
        await RunAsync(app, "second", mayOrder: false, "second");

        string[] walked = [.. BeforeAnOrder, .. WithAnOrder, .. AfterAStranger];

        Assert.Equal(walked.Order(StringComparer.Ordinal), app.Wires[0].Asked.Order(StringComparer.Ordinal));

        // A call is asked for in two forms, and the way without overrides is named in words as well.
        Assert.Equal(walked.Length + WithoutOverrides.Length + 2, AskedInCode.Methods().Count);
    }

    /// <summary>Of three the last one where time must pass for it, so that the good ones have answered before.</summary>
    private static int BadNode(int number, int nodes, BadAnswer bad) => nodes == 1 ? 0 : bad.OfBody is null ? number % nodes : nodes - 1;

    private static bool MayOrder(string method, int nodes) => nodes > 1 || WithAnOrder.Contains(method);

    private static async Task<string> RunAsync(AppOnModelChain app, string key, bool mayOrder, string context)
    {
        var dry = await app.DryRunAsync();
        Assert.True(dry.Status == StatusCodes.Status200OK, $"{context}: a dry run answers {dry.Status}: {dry.Body} {app.Failures}");
        var before = await RunsAsync(app);
        var (status, body) = await app.RunAsync(key);
        var outcome = body["outcome"]?.GetValue<string>() ?? $"{body}";
        Assert.True(status is StatusCodes.Status200OK or StatusCodes.Status202Accepted, $"{context}: a run answers {status}: {body} {app.Failures}");
        Assert.True(mayOrder || status == StatusCodes.Status200OK, $"{context}: ordered without an answer.");
        Assert.True(!mayOrder || outcome is "ordered" or "already_active" or "below_minimum", $"{context}: {body}");
        Assert.True(mayOrder || outcome is "chain_unavailable" or "foreign_nonce", $"{context}: {body}");
        var after = await RunsAsync(app);
        Assert.True(after.Count == before.Count + 1 && after[0]!["outcome"]!.GetValue<string>() == outcome, $"{context}: no record of {outcome}.");
        return outcome;
    }

    private static async Task RunSlotAsync(AppOnModelChain app, string context)
    {
        app.Clock.Advance(TimeSpan.FromMinutes(21));
        app.Mine(1);
        var before = await RunsAsync(app);
        Assert.True(await app.TickAsync("ScheduledBuyOrder") is null, $"{context}: the scheduled run fails: {app.Failures}");
        var slots = (await RunsAsync(app)).Take(..^before.Count).Where(run => run!["trigger"]!.GetValue<string>() == "schedule");
        Assert.True(slots.Any(), $"{context}: the scheduled run left no record.");
    }

    private static async Task TickAsync(AppOnModelChain app, int most, string context)
    {
        for (var tick = 0; tick < most && (tick == 0 || (await app.StateAsync()).OpenOrderId is not null); tick++)
        {
            Assert.True(await app.TickAsync("SettleBuyOrders") is null, $"{context}: tick {tick} fails: {app.Failures}");
            app.Mine(2);
        }
    }

    private static async Task AssertHealthNamesAsync(AppOnModelChain app, string node, string context)
    {
        var (status, body) = await app.GetAsync("GetHealthDetails");
        Assert.True(status == StatusCodes.Status200OK, $"{context}: health answers {status}: {body}");
        var named = body["chain"]!["nodes"]?.AsArray().FirstOrDefault(one => one!["node"]!.GetValue<string>() == node);
        Assert.True(named?["fault"]?.GetValue<string>().Length > 0, $"{context}: health does not name {node}: {body}");
        Assert.True(body["status"]!.GetValue<string>() == "degraded", $"{context}: {body}");
        var reasons = body["faults"]!.AsArray().Select(fault => fault!.GetValue<string>());
        Assert.True(reasons.Any(reason => reason.Contains(node, StringComparison.Ordinal)), $"{context}: {body}");
    }

    /// <summary>Some questions are asked only once an order: that a node failed at one is told for a while, and not for ever.</summary>
    private static async Task AssertHealthyAsync(AppOnModelChain app, string context)
    {
        app.Clock.Advance(TimeSpan.FromMinutes(16));
        var (status, body) = await app.GetAsync("GetHealthDetails");
        Assert.True(status == StatusCodes.Status200OK, $"{context}, healed: {body}");

        // A slot that was missed meanwhile is told until the next one is finished.
        var faults = body["faults"]!.AsArray().Select(fault => fault!.GetValue<string>());
        Assert.True(faults.All(fault => fault.StartsWith("Slot ", StringComparison.Ordinal)), $"{context}, healed: {body}");
        Assert.True(body["chain"]!["nodes"] is null, $"{context}, healed: {body}");
    }

    /// <returns>How many orders are completed by now.</returns>
    private static async Task<int> AssertBoughtOnceEachAsync(AppOnModelChain app, int before, string context)
    {
        var state = await app.StateAsync();
        Assert.True(state.OpenOrderId is null, $"{context}: an order stays open: {(await app.GetAsync("ListBuyOrders")).Body}");
        Assert.True(state.Failed == 0, $"{context}: an order failed.");
        var completed = (int)state.Completed;
        Assert.True(completed == before + 1, $"{context}: {completed - before} orders instead of one.");
        Assert.True(app.Chain.Purchases.Count() == completed, $"{context}: {app.Chain.Purchases.Count()} purchases for {completed} orders.");
        return completed;
    }

    private static Task<(int Status, JsonNode Body)> AcceptAsync(AppOnModelChain app) => app.PostAsync("AcceptNonce", $$"""
        {"address":"{{ModelKey.Versions[0].Address}}","nonce":{{app.Chain.Head.State.Accounts[0].Nonce}},"reason":"A stranger's, as the chain shows."}
        """);

    private static async Task<JsonArray> RunsAsync(AppOnModelChain app) => (await app.GetAsync("ListRuns")).Body["value"]!.AsArray();
}
