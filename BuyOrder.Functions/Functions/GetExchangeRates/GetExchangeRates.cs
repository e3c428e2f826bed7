using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger.Rates;

namespace BuyOrder.Functions.Functions;

/// <summary>The exchange rates in force of one day.</summary>
internal static class GetExchangeRates
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/exchange-rates/{date}", HandleAsync).WithName(nameof(GetExchangeRates));

    private static async Task<IResult> HandleAsync(string date, HttpResponse response, ExchangeRates rates, CancellationToken cancellation)
    {
        if (await rates.FindAsync(RateDay.Read(date), cancellation) is not { } found)
            return ProblemResult.NotFound("There are no exchange rates of this day.");
        response.Headers.ETag = VersionPrecondition.ETag(found.Version);
        return TypedResults.Json(ExchangeRatesResponse.Of(found), ApiJson.Default.ExchangeRatesResponse);
    }
}
