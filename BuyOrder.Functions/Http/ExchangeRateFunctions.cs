using BuyOrder.Domain;
using BuyOrder.Domain.Money;
using BuyOrder.Functions.Http.Bodies;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger.Rates;
using BuyOrder.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;

namespace BuyOrder.Functions.Http;

/// <summary>Exchange rates by day, in versions.</summary>
internal sealed class ExchangeRateFunctions(ExchangeRates rates)
{
    /// <summary>Those in force, newest day first.</summary>
    [Function(nameof(ListExchangeRates)), Query(QueryReader.PageSize, QueryReader.Continuation)]
    public async Task<IResult> ListExchangeRates(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "exchange-rates")] HttpRequest request, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var asked = query.Page();
        if (query.Problem is { } problem)
            return problem;

        var page = await rates.ListAsync(asked.Size, asked.Continuation, cancellation);
        return Answer(query, "/api/exchange-rates", page);
    }

    /// <summary>Those of one day that are in force.</summary>
    [Function(nameof(GetExchangeRates))]
    public async Task<IResult> GetExchangeRates(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "exchange-rates/{date}")] HttpRequest request,
        string date,
        CancellationToken cancellation)
    {
        if (await rates.FindAsync(RateDay.Read(date), cancellation) is not { } found)
            return ProblemResult.NotFound("There are no exchange rates of this day.");
        request.HttpContext.Response.Headers.ETag = VersionPrecondition.ETag(found.Version);
        return TypedResults.Json(ExchangeRatesResponse.Of(found), ApiJson.Default.ExchangeRatesResponse);
    }

    /// <summary>Makes a version of a day's rates: the first, or one that follows a version named in If-Match.</summary>
    [Function(nameof(PutExchangeRates))]
    public async Task<IResult> PutExchangeRates(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "exchange-rates/{date}")] HttpRequest request,
        string date,
        CancellationToken cancellation)
    {
        var day = RateDay.Read(date);
        var precondition = VersionPrecondition.Read(request);
        var body = PutExchangeRatesBody.Parse(await BodyReader.ReadAsync(request, PutExchangeRatesBody.MaxBytes, cancellation));
        var current = await rates.FindAsync(day, cancellation);
        if (precondition.Follows(current?.Version) is not { } before)
            return precondition.Refusal(current?.Version);
        var result = await rates.ChangeAsync(new RatesChange(day, before, body.Rates, Caller.Operator, body.Reason), cancellation);
        if (!result.Made)
            return precondition.Refusal(result.Current?.Version);

        var made = result.Current!;
        request.HttpContext.Response.Headers.ETag = VersionPrecondition.ETag(made.Version);
        return TypedResults.Json(
            ExchangeRatesResponse.Of(made),
            ApiJson.Default.ExchangeRatesResponse,
            statusCode: made.Version == 1 ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    /// <summary>Every version of one day's rates, newest first.</summary>
    [Function(nameof(ListExchangeRateHistory)), Query(QueryReader.PageSize, QueryReader.Continuation)]
    public async Task<IResult> ListExchangeRateHistory(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "exchange-rates/{date}/history")] HttpRequest request,
        string date,
        CancellationToken cancellation)
    {
        var day = RateDay.Read(date);
        var query = new QueryReader(request);
        var asked = query.Page();
        if (query.Problem is { } problem)
            return problem;

        var page = await rates.HistoryAsync(day, asked.Size, asked.Continuation, cancellation);
        return Answer(query, $"/api/exchange-rates/{DayText.Of(day)}/history", page);
    }

    private static JsonHttpResult<Page<ExchangeRatesResponse>> Answer(QueryReader query, string path, ItemPage<DailyRates> page) => TypedResults.Json(
        new Page<ExchangeRatesResponse>([.. page.Items.Select(ExchangeRatesResponse.Of)], query.NextLink(path, page.Continuation)),
        ApiJson.Default.PageExchangeRatesResponse);
}
