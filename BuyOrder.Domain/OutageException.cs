namespace BuyOrder.Domain;

/// <summary>Something outside is down, or gives no answer that can be trusted: trying again later helps.</summary>
/// <param name="message">For the log.</param>
/// <param name="inner">What was met; null for nothing in particular.</param>
public abstract class OutageException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What is down, in one sentence for a caller; it names no address.</summary>
    public abstract string Explanation { get; }
}
