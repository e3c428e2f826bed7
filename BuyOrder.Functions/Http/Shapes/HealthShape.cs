namespace BuyOrder.Functions.Http.Shapes;

/// <summary><c>up</c> or <c>down</c>, and nothing else: anybody may ask.</summary>
internal sealed record HealthShape(string Status);
