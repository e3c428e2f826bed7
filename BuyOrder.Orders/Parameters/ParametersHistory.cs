using System.Globalization;
using BuyOrder.Domain.Parameters;

namespace BuyOrder.Orders.Parameters;

/// <summary>A version of the parameters, and what it changed.</summary>
/// <param name="Version">It.</param>
/// <param name="Differences">From the version before; none of the first.</param>
internal sealed record ParametersHistory(ParametersVersion Version, IReadOnlyList<ParameterDifference> Differences)
{
    /// <summary>One sentence.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"Version {Version.Version} by {Version.ChangedBy} at {Version.ChangedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} ('{Version.Reason}'): {(Differences.Count == 0 ? "no member is different" : string.Join("; ", Differences))}.");
}
