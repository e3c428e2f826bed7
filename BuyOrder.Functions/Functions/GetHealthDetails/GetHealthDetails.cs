using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;

namespace BuyOrder.Functions.Functions;

/// <summary>Storage, chain head, wallet against what the next order needs, order in flight. Answers also when parts are down.</summary>
internal static class GetHealthDetails
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/health/details", HandleAsync).WithName(nameof(GetHealthDetails));

    private static async Task<IResult> HandleAsync(HttpResponse response, HealthReport report, CancellationToken cancellation)
    {
        var details = await report.ReadAsync(cancellation);
        if (details.Status == HealthResponse.Down)
            RetryAfter.Set(response);
        return TypedResults.Json(
            details,
            ApiJson.Default.HealthDetailsResponse,
            statusCode: details.Status == HealthResponse.Down ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }
}
