using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;

namespace BuyOrder.Functions.Functions;

/// <summary>Whether the app can take revenue: its start is done and its storage answers. For probes; no key is needed.</summary>
internal static class GetHealth
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/health", HandleAsync).WithName(nameof(GetHealth));

    private static async Task<IResult> HandleAsync(HttpResponse response, StorageProbe storage, CancellationToken cancellation)
    {
        var isUp = await storage.IsUpAsync(cancellation);
        if (!isUp)
            RetryAfter.Set(response);
        return TypedResults.Json(
            new HealthResponse(isUp ? HealthResponse.Up : HealthResponse.Down),
            ApiJson.Default.HealthResponse,
            statusCode: isUp ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
