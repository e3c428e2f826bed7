namespace BuyOrder.Ethereum.Rpc;

/// <summary>
/// Several nodes of one chain: reads that any of them may serve, and questions put to all. What a majority is, the caller decides.
/// </summary>
public sealed class EthereumNodes
{
    /// <exception cref="ArgumentException">No node, or two of one name.</exception>
    public EthereumNodes(params IReadOnlyList<IEthereumNode> nodes)
    {
        if (nodes.Count == 0 || nodes.DistinctBy(node => node.Name).Count() != nodes.Count)
        {
            throw new ArgumentException("At least one node is needed, and each has its own name.", nameof(nodes));
        }

        All = nodes;
    }

    /// <summary>In order of preference.</summary>
    public IReadOnlyList<IEthereumNode> All { get; }

    /// <summary>
    /// For reads that need no agreement: asks one node after the other, each with a fresh batch, until one answers all calls that the
    /// reading looks at. A contract's revert is an answer; a node's own trouble is not.
    /// </summary>
    /// <param name="prepare">Adds calls to a batch and returns them.</param>
    /// <param name="read">Reads their results after the batch was sent.</param>
    /// <param name="cancellationToken">Ends the whole search.</param>
    /// <exception cref="NodeUnavailableException">No node answered; the last one's reason.</exception>
    /// <exception cref="RpcException">The call was refused.</exception>
    public async Task<T> ReadAnyAsync<TCalls, T>(
        Func<RpcBatch, TCalls> prepare, Func<TCalls, T> read, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            var isLast = i == All.Count - 1;
            try
            {
                var batch = new RpcBatch();
                var calls = prepare(batch);
                await All[i].SendAsync(batch, cancellationToken).ConfigureAwait(false);
                return read(calls);
            }
            catch (NodeUnavailableException) when (!isLast)
            {
                // The next node is asked.
            }
            catch (RpcException e) when (!isLast && e.Error.IsNodeTrouble)
            {
                // The next node is asked.
            }
        }
    }

    /// <inheritdoc cref="ReadAnyAsync{TCalls, T}(Func{RpcBatch, TCalls}, Func{TCalls, T}, CancellationToken)"/>
    public Task<T> ReadAnyAsync<T>(RpcRequest<T> request, CancellationToken cancellationToken) =>
        ReadAnyAsync(batch => batch.Add(request), call => call.Result, cancellationToken);

    /// <summary>Puts the same to every node at once, each with a batch of its own, and waits for all.</summary>
    /// <param name="prepare">Adds calls to a batch and returns them, or what reads them.</param>
    /// <param name="cancellationToken">Ends all of them.</param>
    /// <returns>One outcome for each node, in their order; a node that did not answer has a failure there, and so have its calls.</returns>
    public Task<NodeOutcome<T>[]> SendToAllAsync<T>(Func<RpcBatch, T> prepare, CancellationToken cancellationToken) =>
        Task.WhenAll(All.Select(node => SendAsync(node, prepare, cancellationToken)));

    private static async Task<NodeOutcome<T>> SendAsync<T>(
        IEthereumNode node, Func<RpcBatch, T> prepare, CancellationToken cancellationToken)
    {
        var batch = new RpcBatch();
        var calls = prepare(batch);
        try
        {
            await node.SendAsync(batch, cancellationToken).ConfigureAwait(false);
            return new NodeOutcome<T>(node.Name, calls, null);
        }
        catch (NodeUnavailableException e)
        {
            return new NodeOutcome<T>(node.Name, calls, e);
        }
    }
}
