namespace BuyOrder.Functions.Http.Responses;

/// <summary><c>up</c> or <c>down</c>, and nothing else: anybody may ask.</summary>
internal sealed record HealthResponse(string Status)
{
    public const string Up = "up";
    public const string Down = "down";

    /// <summary>Revenue is taken, but nothing can be bought just now; only the details say so.</summary>
    public const string Degraded = "degraded";
}
