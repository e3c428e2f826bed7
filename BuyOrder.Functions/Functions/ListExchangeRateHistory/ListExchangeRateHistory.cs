using BuyOrder.Domain;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger.Rates;

namespace BuyOrder.Functions.Functions;

/// <summary>Every version of the exchange rates of one day, newest first.</summary>
internal static class ListExchangeRateHistory
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/exchange-rates/{date}/history", HandleAsync)
        .WithName(nameof(ListExchangeRateHistory))
        .WithQuery(QueryReader.PageSize, QueryReader.Continuation);

    private static async Task<IResult> HandleAsync(string date, HttpRequest request, ExchangeRates rates, CancellationToken cancellation)
    {
        var day = RateDay.Read(date);
        var query = new QueryReader(request);
        var asked = query.Page();
        if (query.Problem is { } problem)
            return problem;

        var page = await rates.HistoryAsync(day, asked.Size, asked.Continuation, cancellation);
        var path = $"/api/exchange-rates/{DayText.Of(day)}/history";
        return TypedResults.Json(
            new Page<ExchangeRatesResponse>([.. page.Items.Select(ExchangeRatesResponse.Of)], query.NextLink(path, page.Continuation)),
            ApiJson.Default.PageExchangeRatesResponse);
    }
}
