namespace BuyOrder.Domain.Parameters;

/// <summary>One version of the business parameters, with who made it, when and why. Versions count from 1 and never change.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Parameters">What counts under it.</param>
/// <param name="ChangedAt">When it was made.</param>
/// <param name="ChangedBy">Who made it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Hash">Over its stored document; null while it is only in memory.</param>
public sealed record ParametersVersion(
    int Version, BusinessParameters Parameters, DateTimeOffset ChangedAt, string ChangedBy, string Reason, string? Hash = null);
