using System.Globalization;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Chain;

/// <summary>How high a node's newest block can be at the most.</summary>
/// <remarks>
/// The highest block that was seen is kept for good, and a node below it is not heard. One absurd number from a lone node, taken for a height, would
/// make every answer after it look late. So the time that the same node shows between that block and its newest must allow for the blocks between
/// them; a node that says otherwise has not answered.
/// </remarks>
internal static class HeadBound
{
    /// <summary>More than any chain makes; the fastest make ten or so.</summary>
    public const int MaxBlocksPerSecond = 100;

    /// <summary>Beside that: times of blocks are whole seconds, and a chain may catch up after it has stopped.</summary>
    public const int Slack = 100_000;

    /// <summary>
    /// Adds its question to a batch that the caller sends; the returned function gives back a block that can be the newest.
    /// </summary>
    public static Func<Block, Block> Ask(RpcBatch batch, long highWater)
    {
        var mark = batch.Add(Eth.Block(BlockTag.Number((ulong)highWater)));
        return head =>
        {
            // A node that lags does not have the block, and that is for the mark itself to judge.
            var since = mark.Result?.Timestamp ?? DateTimeOffset.UnixEpoch;
            return head.Number <= Highest(highWater, head.Timestamp - since)
                ? head
                : throw new ChainUnavailableException(string.Create(
                    CultureInfo.InvariantCulture, $"its newest block is {head.Number}: that is more than time allows after block {highWater}."));
        };
    }

    internal static UInt128 Highest(long highWater, TimeSpan elapsed) =>
        (UInt128)highWater + Slack + ((UInt128)Math.Max(0, (long)elapsed.TotalSeconds) * MaxBlocksPerSecond);
}
