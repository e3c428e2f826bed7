using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Orders.Chain;

/// <summary>
/// The one place where a node's failings end. Any answer that cannot be used, and any exception of a decoder, counts as this node not
/// having answered this question.
/// </summary>
internal static class NodeBoundary
{
    /// <exception cref="NodeUnavailableException">There is no usable answer.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; a question that was cut off for its own sake is no such case.</exception>
    public static async Task<T> AskAsync<T>(
        IEthereumNode node, Func<IEthereumNode, CancellationToken, Task<T>> ask, CancellationToken cut, CancellationToken cancellation)
    {
        try
        {
            return await ask(node, cut);
        }
        catch (NodeUnavailableException)
        {
            throw;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException error)
        {
            throw new NodeUnavailableException(node.Name, NodeFault.Timeout, "the others had answered, and it was not waited for any longer.", error);
        }
        // Any other exception comes from reading what the node said: a value of another form, out of range, missing.
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new NodeUnavailableException(node.Name, NodeFault.Malformed, Words(node, error), error);
        }
    }

    private static string Words(IEthereumNode node, Exception error) => error switch
    {
        // A market words what a call of its own met, and that names the node already.
        ChainUnavailableException => error.Message.Replace($"Node {node.Name}: ", "", StringComparison.Ordinal),
        RpcException => error.Message,
        _ => $"its answer cannot be used: {error.Message}",
    };
}
