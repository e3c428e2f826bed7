using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Chain;

/// <summary>The configured endpoints, asked together. Nothing of the app speaks to a node but through this.</summary>
internal sealed partial class ChainNodes(
    IReadOnlyList<IEthereumNode> nodes, NodeFaults faults, TimeProvider time, ILogger<ChainNodes> logger)
{
    /// <summary>How much longer than a majority a node may take: one that drips its answer must not hold up those that have decided.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public IReadOnlyList<IEthereumNode> All => nodes;

    public Majority Majority => new(nodes.Count);

    /// <summary>Asks all nodes the same at once; gives back the answers that can be used, if they are a majority of the configured nodes.</summary>
    /// <param name="ask">The question; an exception means no answer of that node.</param>
    /// <param name="isCurrent">Answers for which this is false lag behind what was seen before and are not heard.</param>
    /// <param name="cancellation">Ends the question.</param>
    /// <exception cref="ChainUnavailableException">There is no majority.</exception>
    public async Task<IReadOnlyList<T>> AskAsync<T>(
        Func<IEthereumNode, CancellationToken, Task<T>> ask, Func<T, bool> isCurrent, CancellationToken cancellation)
        where T : class
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var asked = nodes.Select(node => HearAsync(node, ask, isCurrent, cut.Token, cancellation)).ToList();
        var all = Task.WhenAll(asked);
        while (!all.IsCompleted && asked.Count(one => one is { IsCompletedSuccessfully: true, Result.Answer: not null }) < Majority.Needed)
            await Task.WhenAny([.. asked.Where(one => !one.IsCompleted), all]);
        if (!all.IsCompleted)
        {
            await using var grace = time.CreateTimer(_ => cut.Cancel(), null, Grace, Timeout.InfiniteTimeSpan);
            await all;
        }

        var heard = await all;
        var usable = heard.Select(one => one.Answer).OfType<T>().ToList();
        return usable.Count >= Majority.Needed ? usable : throw new ChainUnavailableException(TooFew(usable.Count, heard.Select(one => one.Fault)));
    }

    /// <summary>Asks one node alone; null when it gave no usable answer.</summary>
    public async Task<T?> TryAskAsync<T>(
        IEthereumNode node, Func<IEthereumNode, CancellationToken, Task<T>> ask, CancellationToken cancellation)
        where T : class =>
        (await HearAsync(node, ask, _ => true, cancellation, cancellation)).Answer;

    private async Task<(T? Answer, string? Fault)> HearAsync<T>(
        IEthereumNode node, Func<IEthereumNode, CancellationToken, Task<T>> ask, Func<T, bool> isCurrent,
        CancellationToken cut, CancellationToken cancellation)
        where T : class
    {
        try
        {
            var answer = await NodeBoundary.AskAsync(node, ask, cut, cancellation);
            if (!isCurrent(answer))
                throw new NodeUnavailableException(node.Name, NodeFault.Unknown, "it lags behind the blocks that were seen before.");
            faults.Clear(node.Name, typeof(T));
            return (answer, null);
        }
        catch (NodeUnavailableException error)
        {
            faults.Note(node.Name, typeof(T), error.Message);
            Log.NoAnswer(logger, node.Name, error.Message);
            return (null, error.Message);
        }
    }

    private string TooFew(int usable, IEnumerable<string?> reasons) =>
        $"{usable} of {nodes.Count} nodes gave a current answer; {Majority.Needed} are needed. {string.Join(' ', reasons.OfType<string>())}";

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Node} gave no usable answer: {Reason}")]
        public static partial void NoAnswer(ILogger logger, string node, string reason);
    }
}
