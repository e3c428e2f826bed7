using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger.Rates;

namespace BuyOrder.Functions.Functions;

/// <summary>The exchange rates in force, newest day first.</summary>
internal static class ListExchangeRates
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/exchange-rates", HandleAsync)
        .WithName(nameof(ListExchangeRates))
        .WithQuery(QueryReader.PageSize, QueryReader.Continuation);

    private static async Task<IResult> HandleAsync(HttpRequest request, ExchangeRates rates, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var asked = query.Page();
        if (query.Problem is { } problem)
            return problem;

        var page = await rates.ListAsync(asked.Size, asked.Continuation, cancellation);
        return TypedResults.Json(
            new Page<ExchangeRatesResponse>(
                [.. page.Items.Select(ExchangeRatesResponse.Of)], query.NextLink("/api/exchange-rates", page.Continuation)),
            ApiJson.Default.PageExchangeRatesResponse);
    }
}
