using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Chain;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Orders.Chain;

/// <summary>What a node does badly ends here: the others decide, and health knows.</summary>
public sealed class ChainNodesTests
{
    private readonly FakeTimeProvider time = new();
    private readonly NodeFaults faults;

    public ChainNodesTests() => faults = new NodeFaults(time);

    public static TheoryData<Exception> Failures { get; } =
    [
        new EthereumFormatException("no encoding"), new FormatException("no number"), new OverflowException("too large"),
        Thrown(() => ((object?)null)!.ToString()!), new ArgumentOutOfRangeException("value"), new InvalidOperationException("no text"),
        new InvalidCastException("another type"), new KeyNotFoundException("no member"), Thrown(() => Array.Empty<string>()[1]),
        new System.Text.Json.JsonException("no JSON"), new RpcException("eth_call", new RpcError(-32000, "header not found")),
        new ChainUnavailableException("it has no latest block."), new NodeUnavailableException("bad", NodeFault.Timeout, "no answer"),
        new OperationCanceledException("its own"),
    ];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task However_one_nodes_answer_fails_two_others_decide_and_it_is_named(Exception failure)
    {
        var answers = await Nodes("a", "bad", "c").AskAsync((node, _) => AnswerOf(node, failure), _ => true, TestContext.Current.CancellationToken);

        Assert.Equal(["a", "c"], answers);
        var named = Assert.Single(faults.Current());
        Assert.Equal("bad", named.Node);
        Assert.StartsWith("Node bad: ", named.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Without_a_majority_the_chain_is_unavailable_and_the_message_says_why(Exception failure)
    {
        var error = await Assert.ThrowsAsync<ChainUnavailableException>(
            () => Nodes("bad").AskAsync((node, _) => AnswerOf(node, failure), _ => true, TestContext.Current.CancellationToken));

        Assert.StartsWith("0 of 1 nodes gave a current answer; 1 are needed. Node bad: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_that_lags_is_named_and_a_good_answer_to_the_same_question_clears_it()
    {
        var nodes = Nodes("a", "bad", "c");

        await nodes.AskAsync((node, _) => Task.FromResult(node.Name), name => name != "bad", TestContext.Current.CancellationToken);
        var lagging = faults.Current();
        await nodes.AskAsync((_, _) => Task.FromResult(new object()), _ => true, TestContext.Current.CancellationToken);
        var afterAnother = faults.Current();
        await nodes.AskAsync((node, _) => Task.FromResult(node.Name), _ => true, TestContext.Current.CancellationToken);

        Assert.Equal("Node bad: it lags behind the blocks that were seen before.", Assert.Single(lagging).Reason);
        Assert.Single(afterAnother);
        Assert.Empty(faults.Current());
    }

    [Fact]
    public async Task Node_that_takes_longer_than_the_others_is_waited_for_a_second_and_then_named()
    {
        var asking = Nodes("a", "b", "slow").AskAsync(
            async (node, cut) =>
            {
                if (node.Name == "slow")
                    await Task.Delay(Timeout.Infinite, cut);
                return node.Name;
            },
            _ => true,
            TestContext.Current.CancellationToken);

        time.Advance(ChainNodes.Grace - TimeSpan.FromMilliseconds(1));
        var isEarly = asking.IsCompleted;
        time.Advance(TimeSpan.FromMilliseconds(1));
        var answers = await asking;

        Assert.False(isEarly);
        Assert.Equal(["a", "b"], answers);
        Assert.Equal("slow", Assert.Single(faults.Current()).Node);
    }

    [Fact]
    public async Task Nodes_are_waited_for_as_long_as_there_is_no_majority()
    {
        var slow = new TaskCompletionSource<string>();
        var asking = Nodes("a", "bad", "slow").AskAsync(
            (node, _) => node.Name == "slow" ? slow.Task : AnswerOf(node, new FormatException("no number")), _ => true, TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromMinutes(1));
        slow.SetResult("slow");

        Assert.Equal(["a", "slow"], await asking);
    }

    [Fact]
    public async Task Caller_who_gives_up_is_told_so_and_no_node_is_blamed()
    {
        using var given = new CancellationTokenSource();
        var asking = Nodes("a").AskAsync(
            async (node, cut) =>
            {
                await Task.Delay(Timeout.Infinite, cut);
                return node.Name;
            },
            _ => true,
            given.Token);

        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Empty(faults.Current());
    }

    [Fact]
    public async Task Trouble_is_forgotten_after_a_while()
    {
        await Nodes("bad").TryAskAsync(new NamedNode("bad"), (node, _) => AnswerOf(node, new FormatException("no number")), TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromMinutes(15));
        var still = faults.Current();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Single(still);
        Assert.Empty(faults.Current());
    }

    private static Exception Thrown(Func<object> act) => Record.Exception(act)!;

    private ChainNodes Nodes(params string[] names) =>
        new([.. names.Select(name => new NamedNode(name))], faults, time, NullLogger<ChainNodes>.Instance);

    private static Task<string> AnswerOf(IEthereumNode node, Exception failure) =>
        node.Name == "bad" ? Task.FromException<string>(failure) : Task.FromResult(node.Name);

    private sealed class NamedNode(string name) : IEthereumNode
    {
        public string Name => name;

        public Task SendAsync(RpcBatch batch, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
