using System.Text.Json;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>The one call of an eth_simulateV1.</summary>
/// <param name="Returned">What it returned; empty when it reverted.</param>
/// <param name="Error">Why it reverted; null when it did not.</param>
public sealed record SimulatedCall(byte[] Returned, RpcError? Error)
{
    internal static SimulatedCall Read(JsonElement json)
    {
        var blocks = RpcJson.List(json, block => block.Member("calls", calls => RpcJson.List(calls, ReadCall)));
        return blocks is [[var only]] ? only : throw new EthereumFormatException("the result of one call in one block belongs here.");
    }

    private static SimulatedCall ReadCall(JsonElement json)
    {
        var succeeded = json.Member("status", RpcJson.UInt64) == 1;
        if (succeeded)
            return new SimulatedCall(json.Member("returnData", RpcJson.Data), null);
        var error = json.Has("error") ? RpcErrorReader.Read(json.GetProperty("error")) : new RpcError(RpcError.RevertCode, "execution reverted");

        // Some nodes give the reason as what the call returned.
        return new SimulatedCall([], error.RevertData is null && json.Has("returnData")
            ? error with { RevertData = json.Member("returnData", RpcJson.Data) }
            : error);
    }
}
