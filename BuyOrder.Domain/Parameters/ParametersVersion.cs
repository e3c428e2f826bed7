namespace BuyOrder.Domain.Parameters;

/// <summary>One version of the business parameters, with who made it, when and why. Versions count from 1 and never change.</summary>
public sealed record ParametersVersion(int Version, BusinessParameters Parameters, DateTimeOffset ChangedAt, string ChangedBy, string Reason);
