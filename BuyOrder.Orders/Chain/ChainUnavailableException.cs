using BuyOrder.Domain;

namespace BuyOrder.Orders.Chain;

/// <summary>Too few nodes gave an answer that can be used. It says nothing about what is or is not on the chain.</summary>
internal sealed class ChainUnavailableException(string message) : OutageException(message)
{
    public override string Explanation => "The chain cannot be reached.";
}
