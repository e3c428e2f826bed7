using System.Text.Json;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Functions.Tests.Orders;

/// <summary>A node that gives some answers of its own in the place of the true ones.</summary>
/// <param name="inner">Answers the rest.</param>
/// <param name="answer">A result (text) or an <see cref="RpcError"/>; null leaves the call to the inner node.</param>
internal sealed class AnsweringNode(IEthereumNode inner, Func<RpcRequest, object?> answer) : IEthereumNode
{
    public string Name => inner.Name;

    public async Task SendAsync(RpcBatch batch, CancellationToken cancellationToken)
    {
        await inner.SendAsync(batch, cancellationToken);
        foreach (var call in batch.Calls)
        {
            var other = answer(call.Request);
            if (other is null)
                continue;

            // A call takes one answer only, and has the true one: it becomes open again.
            typeof(RpcCall).GetProperty(nameof(RpcCall.State))!.SetValue(call, RpcCallState.Pending);
            if (other is RpcError error)
                call.Refuse(Name, error);
            else
                call.Answer(Name, JsonSerializer.SerializeToElement(other));
        }
    }
}
