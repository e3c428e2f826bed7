using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Orders.Chain;
using BuyOrder.Testing.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace BuyOrder.Functions.Tests.Orders.Chain;

public sealed class BlockReaderTests
{
    private const long Number = 16;

    private static readonly Hash256 Ours = new(Enumerable.Repeat((byte)1, Hash256.Size).ToArray());
    private static readonly Hash256 Other = new(Enumerable.Repeat((byte)2, Hash256.Size).ToArray());

    [Fact]
    public async Task Lone_node_cannot_undo_a_block() => Assert.Equal(Ours, (await AskAsync(0, Ours, Other, Ours))[Number]);

    [Fact]
    public async Task Majority_that_shows_another_block_is_believed() => Assert.Equal(Other, (await AskAsync(0, Other, Ours, Other))[Number]);

    [Fact]
    public async Task Nodes_that_disagree_say_nothing() => Assert.Empty(await AskAsync(0, Ours, Other, Hash256.Zero));

    [Fact]
    public async Task Nodes_that_lag_behind_what_was_seen_are_not_heard() =>
        await Assert.ThrowsAsync<ChainUnavailableException>(() => AskAsync(Number + 1, Other, Other, Other));

    private static async Task<IReadOnlyDictionary<long, Hash256>> AskAsync(long highWater, params Hash256[] hashes)
    {
        var nodes = await Task.WhenAll(hashes.Select(hash => FakeNode.StartAsync(new Dictionary<string, string>
        {
            ["eth_getBlockByNumber"] = $$"""
                {"number":"0x10","hash":"{{hash}}","parentHash":"{{Hash256.Zero}}","timestamp":"0x1","gasLimit":"0x1","gasUsed":"0x0"}
                """,
        })));
        try
        {
            var asked = new ChainNodes(
                [.. nodes.Select(node => (IEthereumNode)node.Client())], new NodeFaults(TimeProvider.System), TimeProvider.System,
                NullLogger<ChainNodes>.Instance);
            return await new BlockReader(asked).HashesAsync([Number], highWater, TestContext.Current.CancellationToken);
        }
        finally
        {
            foreach (var node in nodes)
                await node.DisposeAsync();
        }
    }
}
