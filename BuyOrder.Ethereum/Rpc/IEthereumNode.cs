namespace BuyOrder.Ethereum.Rpc;

/// <summary>One node, or one provider's endpoint.</summary>
public interface IEthereumNode
{
    /// <summary>Tells nodes apart in logs and results; holds no credentials.</summary>
    string Name { get; }

    /// <summary>Sends all calls of the batch in one round trip and gives each its answer.</summary>
    /// <remarks>
    /// A batch is sent once. A batch of reads may be repeated inside; one with a broadcast never is. A single call may stay
    /// without an answer while its neighbours have one: <see cref="RpcCall.State"/> tells.
    /// </remarks>
    /// <exception cref="NodeUnavailableException">No call was answered.</exception>
    Task SendAsync(RpcBatch batch, CancellationToken cancellationToken);
}
