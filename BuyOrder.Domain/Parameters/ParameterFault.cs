namespace BuyOrder.Domain.Parameters;

/// <summary>A parameter that cannot be used.</summary>
/// <param name="Member">Its name as it was given: <c>RateBps</c>.</param>
/// <param name="Found">The value found, as text; null when missing.</param>
/// <param name="Allowed">What would be right.</param>
public sealed record ParameterFault(string Member, string? Found, string Allowed);
