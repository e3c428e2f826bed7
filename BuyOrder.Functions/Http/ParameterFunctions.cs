using System.Globalization;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Http.Bodies;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Prices;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;

namespace BuyOrder.Functions.Http;

/// <summary>The business parameters, in versions.</summary>
internal sealed class ParameterFunctions(ParameterStore parameters, ParameterChanges changes, OrderService orders, PriceSourceOptions prices, TokenScale scale)
{
    /// <summary>How many of the versions that came between a refusal tells.</summary>
    private const int MostTold = 5;

    /// <summary>Those in force.</summary>
    [Function(nameof(GetParameters))]
    public async Task<IResult> GetParameters(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "parameters")] HttpRequest request, CancellationToken cancellation) =>
        Answer(request, ParametersResponse.Of(await parameters.CurrentAsync(cancellation)));

    /// <summary>Makes the version that follows one named in If-Match. What an order is to rest on from then on is that version.</summary>
    [Function(nameof(PutParameters))]
    public async Task<IResult> PutParameters(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "parameters")] HttpRequest request, CancellationToken cancellation)
    {
        var precondition = VersionPrecondition.Read(request);
        var body = ParametersBody.Parse(await BodyReader.ReadAsync(request, ParametersBody.MaxBytes, cancellation), prices.Known, needsReason: true);
        var inForce = await parameters.CurrentAsync(cancellation);
        if (precondition.Follows(inForce.Version) is not (> 0 and var before))
            return await RefusalAsync(precondition, inForce.Version, cancellation);

        // Pause is no member of the document: it stays as it is.
        var document = body.Parameters with { Paused = inForce.Parameters.Paused };
        var result = await changes.ChangeAsync(new ParametersChange(before, document, Caller.Operator, body.Reason!), cancellation);
        return result is ParametersChangeResult.Overtaken overtaken
            ? await RefusalAsync(precondition, overtaken.InForce.Version, cancellation)
            : Answer(request, ParametersResponse.Of(result.InForce, result is ParametersChangeResult.Made));
    }

    /// <summary>What the next order would be under a document. Nothing is written.</summary>
    [Function(nameof(PreviewParameters))]
    public async Task<IResult> PreviewParameters(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "parameters/preview")] HttpRequest request, CancellationToken cancellation)
    {
        var body = ParametersBody.Parse(await BodyReader.ReadAsync(request, ParametersBody.MaxBytes, cancellation), prices.Known, needsReason: false);
        var inForce = await parameters.CurrentAsync(cancellation);
        var run = new RunRequest(OrderTrigger.Manual, null, Caller.Operator) { Under = body.Parameters with { Paused = inForce.Parameters.Paused } };
        var result = await orders.PreviewAsync(run, cancellation);
        var needsScale = result is not RunResult.Refused { Open: null, Quote: null };
        return TypedResults.Json(
            RunResultResponse.Of(result, dryRun: true, needsScale ? await scale.DecimalsAsync(cancellation) : 0), ApiJson.Default.RunResultResponse);
    }

    /// <summary>Every version, newest first.</summary>
    [Function(nameof(ListParametersHistory)), Query(QueryReader.PageSize, QueryReader.Continuation)]
    public async Task<IResult> ListParametersHistory(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "parameters/history")] HttpRequest request, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var asked = query.Page();
        int? from = null;
        if (asked.Continuation is { } text)
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0)
                from = version;
            else
                query.ContinuationFault();
        }
        if (query.Problem is { } problem)
            return problem;

        var page = await parameters.HistoryAsync(from, asked.Size, cancellation);
        return TypedResults.Json(
            new Page<ParametersHistoryResponse>(
                [.. page.Items.Select(ParametersHistoryResponse.Of)], query.NextLink("/api/parameters/history", page.Continuation)),
            ApiJson.Default.PageParametersHistoryResponse);
    }

    private static JsonHttpResult<ParametersResponse> Answer(HttpRequest request, ParametersResponse response)
    {
        request.HttpContext.Response.Headers.ETag = VersionPrecondition.ETag(response.Version);
        return TypedResults.Json(response, ApiJson.Default.ParametersResponse);
    }

    /// <summary>Says who changed what since the version that the request knows.</summary>
    private async Task<ProblemResult> RefusalAsync(VersionPrecondition precondition, int inForce, CancellationToken cancellation)
    {
        var known = precondition.NewestKnown(inForce);
        var between = (await parameters.HistoryAsync(null, Math.Clamp(inForce - known, 1, MostTold), cancellation)).Items;
        return precondition.Refusal(inForce, string.Concat(between.Select(each => $" {each}")));
    }
}
