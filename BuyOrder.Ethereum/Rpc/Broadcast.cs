using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>
/// Tells from a node's answer what became of a broadcast. Nodes agree on no error codes, so their words decide; words that are not
/// in the table are <see cref="BroadcastOutcome.Unknown"/>, never a refusal.
/// </summary>
public static class Broadcast
{
    /// <param name="call">A call of <see cref="Eth.SendRawTransaction"/>, after its batch was sent or failed.</param>
    public static BroadcastAnswer Classify(RpcCall<Hash256> call) => call.State switch
    {
        RpcCallState.Answered => new BroadcastAnswer(BroadcastOutcome.Accepted),
        RpcCallState.Refused => Classify(call.Error!),
        _ => new BroadcastAnswer(BroadcastOutcome.Unknown, Detail: call.Unavailability?.Message),
    };

    public static BroadcastAnswer Classify(Exception exception) => exception is RpcException refused
        ? Classify(refused.Error)
        : new BroadcastAnswer(BroadcastOutcome.Unknown, Detail: exception.Message);

    public static BroadcastAnswer Classify(RpcError error) =>
        BroadcastErrors.Find(error.Message) is { } known
            ? known with { Detail = error.Message }
            : new BroadcastAnswer(BroadcastOutcome.Unknown, Detail: error.Message);
}
