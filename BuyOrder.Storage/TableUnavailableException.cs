using BuyOrder.Domain;

namespace BuyOrder.Storage;

/// <summary>
/// The table service gave no answer that can be trusted (unreachable, throttled past all retries, timed out, access refused).
/// A write may have been applied.
/// </summary>
internal sealed class TableUnavailableException(string message, Exception? inner = null) : OutageException(message, inner)
{
    public override string Explanation => "The storage cannot be reached.";
}
