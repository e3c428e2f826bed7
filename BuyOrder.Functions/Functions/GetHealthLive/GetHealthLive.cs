using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BuyOrder.Functions.Functions;

/// <summary>Whether the process answers at all. It asks nothing else: a restart would not bring a storage back that is down.</summary>
internal static class GetHealthLive
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/health/live", Handle).WithName(nameof(GetHealthLive));

    private static JsonHttpResult<HealthResponse> Handle() => TypedResults.Json(new HealthResponse(HealthResponse.Up), ApiJson.Default.HealthResponse);
}
