using BuyOrder.Domain;

namespace BuyOrder.Orders.Signing;

/// <summary>
/// The key cannot be had just now: vault down or throttling past all retries, no access, disabled, missing, malformed. Nothing was
/// signed.
/// </summary>
internal sealed class SignerUnavailableException(string message, Exception? inner = null) : OutageException(message, inner)
{
    public override string Explanation => "The signing key cannot be had.";
}
