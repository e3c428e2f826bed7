using System.Text.Json;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>One call of a batch and, after sending, its answer.</summary>
public abstract class RpcCall
{
    private protected RpcCall(RpcRequest request) => Request = request;

    public RpcRequest Request { get; }

    public RpcCallState State { get; private protected set; }

    public bool IsSuccess => State == RpcCallState.Answered;

    /// <summary>The node's error, when it answered with one.</summary>
    public RpcError? Error { get; private set; }

    /// <summary>Why there is no usable answer, when there is none.</summary>
    public NodeUnavailableException? Unavailability { get; private set; }

    /// <summary>For nodes: the result as it came. One that does not have the method's form makes the call unavailable.</summary>
    public void Answer(string node, JsonElement result)
    {
        if (IsFirstAnswer(node))
        {
            Accept(node, result);
        }
    }

    /// <summary>For nodes: the error that came in place of a result.</summary>
    public void Refuse(string node, RpcError error)
    {
        if (IsFirstAnswer(node) && !AcceptAsNone(error))
        {
            Error = error;
            State = RpcCallState.Refused;
        }
    }

    /// <summary>For nodes: there is no usable answer; one that was there before is withdrawn.</summary>
    public void Lose(NodeUnavailableException reason)
    {
        Error = null;
        Unavailability = reason;
        State = RpcCallState.Unavailable;
    }

    private protected abstract void Accept(string node, JsonElement result);

    private protected abstract bool AcceptAsNone(RpcError error);

    /// <summary>Of two answers to one call neither can be believed.</summary>
    private bool IsFirstAnswer(string node)
    {
        if (State == RpcCallState.Pending)
        {
            return true;
        }

        Lose(new NodeUnavailableException(node, NodeFault.Malformed, $"{Request.Method} was answered twice."));
        return false;
    }
}

public enum RpcCallState
{
    /// <summary>Not sent, or not answered yet.</summary>
    Pending = 0,

    /// <summary>The node gave a result.</summary>
    Answered,

    /// <summary>The node gave an error.</summary>
    Refused,

    /// <summary>The node gave nothing that can be used; whether it did what was asked is not known.</summary>
    Unavailable,
}
