using System.Text.Json;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Testing.Nodes;

/// <summary>A node with something between it and its user, or with nothing behind it at all.</summary>
/// <param name="name">Tells it apart.</param>
/// <param name="send">What becomes of a batch; it may pass it on, answer it, or throw.</param>
internal sealed class InterceptedNode(string name, Func<RpcBatch, CancellationToken, Task> send) : IEthereumNode
{
    public string Name => name;

    public Task SendAsync(RpcBatch batch, CancellationToken cancellationToken) => send(batch, cancellationToken);

    /// <summary>Each of them with this between.</summary>
    public static IReadOnlyList<IEthereumNode> Each(IEnumerable<IEthereumNode> nodes, Func<IEthereumNode, RpcBatch, Task> send) =>
        [.. nodes.Select(node => new InterceptedNode(node.Name, (batch, _) => send(node, batch)))];

    /// <summary>A node that gives some answers of its own in place of the true ones.</summary>
    /// <param name="inner">Answers the rest.</param>
    /// <param name="answer">A result (text) or an <see cref="RpcError"/>; null leaves the call to the inner node.</param>
    public static InterceptedNode Answering(IEthereumNode inner, Func<RpcRequest, object?> answer) => new(inner.Name, async (batch, cancellation) =>
    {
        await inner.SendAsync(batch, cancellation);
        foreach (var call in batch.Calls)
        {
            var other = answer(call.Request);
            if (other is null)
                continue;

            // A call takes one answer only, and has the true one: it becomes open again.
            typeof(RpcCall).GetProperty(nameof(RpcCall.State))!.SetValue(call, RpcCallState.Pending);
            if (other is RpcError error)
                call.Refuse(inner.Name, error);
            else
                call.Answer(inner.Name, JsonSerializer.SerializeToElement(other));
        }
    });
}
