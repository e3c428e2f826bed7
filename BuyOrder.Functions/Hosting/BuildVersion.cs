using System.Reflection;

namespace BuyOrder.Functions.Hosting;

/// <summary>Which build an assembly is.</summary>
/// <param name="Version"><c>0.1.0</c>.</param>
/// <param name="Commit">The commit it was built from; null when the build knew none.</param>
internal sealed record BuildVersion(string Version, string? Commit)
{
    /// <summary>The app's own, as the build wrote it: <c>0.1.0+{commit}</c>.</summary>
    public static readonly BuildVersion OfThis = Parse(
        typeof(BuildVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0");

    public static BuildVersion Parse(string informational) =>
        informational.IndexOf('+', StringComparison.Ordinal) is >= 0 and var plus && plus + 1 < informational.Length
            ? new BuildVersion(informational[..plus], informational[(plus + 1)..])
            : new BuildVersion(informational.TrimEnd('+'), null);
}
