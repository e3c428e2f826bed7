using System.Text.Json;
using BuyOrder.Domain;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Functions.Tests.Orders.Signing;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Market;
using Microsoft.Extensions.Logging.Abstractions;

namespace BuyOrder.Functions.Tests.Orders.Chain;

/// <summary>A transaction is tried before it is signed; three nodes try it.</summary>
public sealed class SimulatorTests
{
    private const long HighWater = 100;

    [Fact]
    public async Task Trial_gives_the_most_gas_that_any_node_needs()
    {
        var (gas, refusal) = await TryAsync(Runs(gas: 50_000), Runs(gas: 60_000), Silent());

        Assert.Equal((60_000, null), (gas, refusal));
    }

    [Fact]
    public async Task Trial_on_three_nodes_leaves_out_the_estimate_that_a_single_liar_may_have_made_up()
    {
        var (high, _) = await TryAsync(Runs(gas: 50_000), Runs(gas: 29_000_000), Runs(gas: 60_000));
        var (low, _) = await TryAsync(Runs(gas: 50_000), Runs(gas: 1), Runs(gas: 60_000));

        Assert.Equal((60_000, 50_000), (high, low));
    }

    [Theory]
    [InlineData("0x1c9c381")]
    [InlineData("0xffffffffffffffff")]
    [InlineData("0xffffffffffffffffffff")]
    [InlineData("0x")]
    [InlineData("nonsense")]
    public async Task Trial_with_an_estimate_that_no_block_has_is_no_answer_of_that_node(string estimate)
    {
        var (gas, refusal) = await TryAsync(Runs(gas: 50_000), Says(estimate), Runs(gas: 60_000));

        Assert.Equal((60_000, null), (gas, refusal));
        await Assert.ThrowsAsync<ChainUnavailableException>(() => TryAsync(Says(estimate)));
    }

    [Fact]
    public async Task Trial_that_fails_on_most_nodes_blocks_with_their_reason()
    {
        var (gas, refusal) = await TryAsync(Reverts("transfers are paused"), Runs(gas: 50_000), Reverts("transfers are paused"));

        Assert.Equal((0, ReasonCode.SimulationFailed), (gas, refusal!.Reason));
        Assert.Contains("transfers are paused", refusal.Detail, StringComparison.Ordinal);
        Assert.Equal(new TriedCall(Permitted.Filled(0x22), "0x095ea7b3"), refusal.Tried);
    }

    [Fact]
    public Task Trial_without_an_answer_of_most_nodes_blocks() =>
        Assert.ThrowsAsync<ChainUnavailableException>(() => TryAsync(Silent(), Runs(gas: 50_000), Silent()));

    [Fact]
    public Task Trial_that_nodes_disagree_about_blocks() =>
        Assert.ThrowsAsync<ChainUnavailableException>(() => TryAsync(Silent(), Runs(gas: 50_000), Reverts("transfers are paused")));

    [Fact]
    public Task Trial_on_nodes_that_lag_behind_what_was_seen_blocks() =>
        Assert.ThrowsAsync<ChainUnavailableException>(
            () => TryAsync(Runs(gas: 50_000, head: HighWater - 1), Runs(gas: 50_000, head: HighWater - 1), Runs(gas: 50_000)));

    private static Task<(long Gas, Refusal? Refusal)> TryAsync(params IEthereumNode[] nodes) =>
        new Simulator(new ChainNodes(nodes, new NodeFaults(TimeProvider.System), TimeProvider.System, NullLogger<ChainNodes>.Instance)).TryAsync(
            Permitted.Filled(0xaa), new ContractCall(Permitted.Filled(0x22), [0x09, 0x5e, 0xa7, 0xb3]), BlockTag.Latest, HighWater, TestContext.Current.CancellationToken);

    private static TryingNode Runs(long gas, long head = HighWater) => new(head, gas, null);

    private static TryingNode Reverts(string reason) => new(HighWater, 0, reason);

    private static TryingNode Says(string estimate) => new(HighWater, 0, null) { Estimate = estimate };

    private static TryingNode Silent() => new(HighWater, 0, null) { IsSilent = true };

    private sealed class TryingNode(long head, long gas, string? revert) : IEthereumNode
    {
        public bool IsSilent { get; init; }

        public string Estimate { get; init; } = $"0x{gas:x}";

        public string Name => "node";

        public Task SendAsync(RpcBatch batch, CancellationToken cancellationToken)
        {
            if (IsSilent)
                throw new NodeUnavailableException(Name, NodeFault.Timeout, "no answer");
            foreach (var call in batch.Calls)
            {
                if (call.Request.Method == "eth_getBlockByNumber")
                    call.Answer(Name, Block());
                else if (revert is not null)
                    call.Refuse(Name, new RpcError(RpcError.RevertCode, $"execution reverted: {revert}"));
                else
                    call.Answer(Name, JsonSerializer.SerializeToElement(call.Request.Method == "eth_call" ? "0x" : Estimate));
            }

            return Task.CompletedTask;
        }

        private JsonElement Block() => JsonSerializer.SerializeToElement(new Dictionary<string, string>
        {
            ["number"] = $"0x{head:x}",
            ["hash"] = $"{Hash256.Zero}",
            ["parentHash"] = $"{Hash256.Zero}",
            ["timestamp"] = "0x1",
            ["gasLimit"] = "0x1c9c380",
            ["gasUsed"] = "0x0",
            ["baseFeePerGas"] = "0x7",
        });
    }
}
