using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Functions.Chain;

/// <summary>The configured endpoints, asked together.</summary>
internal sealed partial class ChainNodes(IReadOnlyList<IEthereumNode> nodes, ILogger<ChainNodes> logger)
{
    public IReadOnlyList<IEthereumNode> All => nodes;

    public Majority Majority => new(nodes.Count);

    /// <summary>Asks all nodes the same at once; gives back the answers that can be used, if they are a majority of the configured nodes.</summary>
    /// <param name="ask">The question; an exception of the node means no answer.</param>
    /// <param name="isCurrent">Answers for which this is false lag behind what was seen before and are not heard.</param>
    /// <param name="cancellation">Ends the question.</param>
    /// <exception cref="ChainUnavailableException">There is no majority.</exception>
    public async Task<IReadOnlyList<T>> AskAsync<T>(
        Func<IEthereumNode, CancellationToken, Task<T>> ask, Func<T, bool> isCurrent, CancellationToken cancellation)
        where T : class
    {
        var answers = await Task.WhenAll(nodes.Select(node => AskOneAsync(node, ask, cancellation)));
        var usable = answers.OfType<T>().Where(isCurrent).ToList();
        return usable.Count >= Majority.Needed
            ? usable
            : throw new ChainUnavailableException(
                $"{usable.Count} of {nodes.Count} nodes gave a current answer; {Majority.Needed} are needed.");
    }

    private async Task<T?> AskOneAsync<T>(
        IEthereumNode node, Func<IEthereumNode, CancellationToken, Task<T>> ask, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await ask(node, cancellation);
        }
        catch (Exception error) when (error is NodeUnavailableException or RpcException or ChainUnavailableException)
        {
            Log.NoAnswer(logger, node.Name, error.Message);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Node} gave no usable answer: {Reason}")]
        public static partial void NoAnswer(ILogger logger, string node, string reason);
    }
}
