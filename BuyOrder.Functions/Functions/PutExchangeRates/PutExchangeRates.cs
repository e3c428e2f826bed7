using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger.Rates;

namespace BuyOrder.Functions.Functions;

/// <summary>Makes a version of a day's exchange rates: the first, or one that follows a version named in If-Match.</summary>
internal static class PutExchangeRates
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/exchange-rates/{date}", HandleAsync).WithName(nameof(PutExchangeRates));

    private static async Task<IResult> HandleAsync(
        string date, HttpRequest http, HttpResponse response, ExchangeRates rates, CancellationToken cancellation)
    {
        var day = RateDay.Read(date);
        var precondition = VersionPrecondition.Read(http);
        var body = PutExchangeRatesBody.Parse(await BodyReader.ReadAsync(http, PutExchangeRatesBody.MaxBytes, cancellation));
        var current = await rates.FindAsync(day, cancellation);
        if (precondition.Follows(current?.Version) is not { } before)
            return precondition.Refusal(current?.Version);
        var result = await rates.ChangeAsync(new RatesChange(day, before, body.Rates, Caller.Operator, body.Reason), cancellation);
        if (!result.Made)
            return precondition.Refusal(result.Current?.Version);

        var made = result.Current!;
        response.Headers.ETag = VersionPrecondition.ETag(made.Version);
        return TypedResults.Json(
            ExchangeRatesResponse.Of(made),
            ApiJson.Default.ExchangeRatesResponse,
            statusCode: made.Version == 1 ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }
}
