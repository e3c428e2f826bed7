using BuyOrder.Domain;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Functions.Hosting;

/// <summary>Which exceptions say that something outside is down, so that trying again later helps.</summary>
internal static class Outage
{
    /// <summary>What is down, in words for a caller; null when the exception is of another kind.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        OutageException outage => outage.Explanation,
        NodeUnavailableException => "The chain cannot be reached.",
        _ => null,
    };
}
