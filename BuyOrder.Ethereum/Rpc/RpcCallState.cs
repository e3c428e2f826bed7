namespace BuyOrder.Ethereum.Rpc;

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
