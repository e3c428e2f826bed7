using System.Text.Json;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>One call whose result is a <typeparamref name="T"/>.</summary>
public sealed class RpcCall<T> : RpcCall
{
    private readonly RpcRequest<T> _request;
    private T? _result;

    internal RpcCall(RpcRequest<T> request)
        : base(request) => _request = request;

    /// <exception cref="RpcException">The node answered with an error.</exception>
    /// <exception cref="NodeUnavailableException">There is no usable answer.</exception>
    /// <exception cref="InvalidOperationException">The batch was not sent.</exception>
    public T Result => State switch
    {
        RpcCallState.Answered => _result!,
        RpcCallState.Refused => throw new RpcException(Request.Method, Error!),
        RpcCallState.Unavailable => throw new NodeUnavailableException(Unavailability!),
        _ => throw new InvalidOperationException($"{Request.Method} has no answer yet: its batch was not sent."),
    };

    private protected override void Accept(string node, JsonElement result)
    {
        try
        {
            _result = _request.Read(result);
            State = RpcCallState.Answered;
        }
        // A decoder that fails, in any way, fails over the answer: this call has none, and its neighbours keep theirs.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Lose(new NodeUnavailableException(node, NodeFault.Malformed, $"The answer to {Request.Method} can't be used: {e.Message}", e));
        }
    }

    private protected override bool AcceptAsNone(RpcError error)
    {
        if (!_request.MeansNone(error))
        {
            return false;
        }

        State = RpcCallState.Answered;
        return true;
    }
}
