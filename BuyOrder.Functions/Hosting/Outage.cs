using BuyOrder.Ethereum.Rpc;
using BuyOrder.Functions.Chain;
using BuyOrder.Functions.Signing;
using BuyOrder.Functions.Storage;

namespace BuyOrder.Functions.Hosting;

/// <summary>Which exceptions say that something outside is down, so that trying again later helps.</summary>
internal static class Outage
{
    /// <summary>What is down, in words for a caller; null when the exception is of another kind.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        NotReadyException => exception.Message,
        TableUnavailableException => "The storage cannot be reached.",
        ChainUnavailableException or NodeUnavailableException => "The chain cannot be reached.",
        SignerUnavailableException => "The signing key cannot be had.",
        _ => null,
    };
}
