using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Http.Bodies;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Rejected;
using Microsoft.Azure.Functions.Worker;

namespace BuyOrder.Functions.Http;

/// <summary>Messages that could not become entries, and what an operator makes of them. All of it is safe to repeat.</summary>
internal sealed class RejectedRevenueFunctions(RejectedRevenue rejected, RejectedReplay replay)
{
    private const int MaxReasonLength = 64;

    /// <summary>Newest first, by reason and status.</summary>
    [Function(nameof(ListRejectedRevenue)), Query("reason", "status", QueryReader.PageSize, QueryReader.Continuation)]
    public async Task<IResult> ListRejectedRevenue(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "revenue/rejected")] HttpRequest request, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var reason = query.Text("reason", MaxReasonLength);
        var status = query.OneOf(
            "status",
            [.. Enum.GetValues<RejectedStatus>().Where(each => each != RejectedStatus.Unknown).Select(each => (Words.Of(each), each))]);
        var asked = query.Page();
        if (query.Problem is { } problem)
            return problem;

        var page = await rejected.ListAsync(reason, status, asked.Size, asked.Continuation, cancellation);
        return TypedResults.Json(
            new Page<RejectedRevenueResponse>(
                [.. page.Items.Select(RejectedRevenueResponse.Of)], query.NextLink("/api/revenue/rejected", page.Continuation)),
            ApiJson.Default.PageRejectedRevenueResponse);
    }

    /// <summary>One message with its body.</summary>
    [Function(nameof(GetRejectedRevenue))]
    public async Task<IResult> GetRejectedRevenue(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "revenue/rejected/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellation) =>
        Sha256Hash.TryParse(id, out var body) && await rejected.FindAsync(body, cancellation) is { } found
            ? TypedResults.Json(RejectedRevenueResponse.Of(found.Item, found.Body), ApiJson.Default.RejectedRevenueResponse)
            : RejectedProblem.NotFound;

    /// <summary>Judges one message again, without the plausibility limits where an operator accepts it, and records it if it can be.</summary>
    [Function(nameof(ReplayRejectedRevenue))]
    public async Task<IResult> ReplayRejectedRevenue(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "revenue/rejected/{id}/replay")] HttpRequest request,
        string id,
        CancellationToken cancellation)
    {
        var asked = ReplayRejectedRevenueBody.Parse(await BodyReader.ReadShortAsync(request, cancellation));
        if (!Sha256Hash.TryParse(id, out var body))
            return RejectedProblem.NotFound;
        var replayed = asked.AcceptedFor is { } reason
            ? await replay.AcceptAsync(body, Caller.Operator, reason, cancellation)
            : await replay.ReplayAsync(body, Caller.Operator, cancellation);
        if (replayed is not { } result)
            return RejectedProblem.NotFound;
        return result.Record is { } record
            ? TypedResults.Json(
                new ReplayResponse(Words.Of(record.Outcome), RejectedRevenueResponse.Of(result.Item)), ApiJson.Default.ReplayResponse)
            : RejectedProblem.CannotBeReplayed(result.Item);
    }

    /// <summary>Replays the open messages of one reason, oldest first, as many as a call may take.</summary>
    [Function(nameof(ReplayAllRejectedRevenue))]
    public async Task<IResult> ReplayAllRejectedRevenue(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "revenue/rejected/replay")] HttpRequest request,
        CancellationToken cancellation)
    {
        var body = ReplayAllRejectedRevenueBody.Parse(
            await BodyReader.ReadShortAsync(request, cancellation));
        var result = await replay.ReplayAllAsync(body.Reason, body.Continuation, Caller.Operator, cancellation);
        return TypedResults.Json(
            new ReplayAllResponse(
                result.Replayed, result.Duplicates, result.StillRejected, result.Continuation is not null, result.Continuation),
            ApiJson.Default.ReplayAllResponse);
    }

    /// <summary>Discards one message for good, with a reason.</summary>
    [Function(nameof(DiscardRejectedRevenue))]
    public async Task<IResult> DiscardRejectedRevenue(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "revenue/rejected/{id}/discard")] HttpRequest request,
        string id,
        CancellationToken cancellation)
    {
        var said = DiscardRejectedRevenueBody.Parse(await BodyReader.ReadShortAsync(request, cancellation));
        if (!Sha256Hash.TryParse(id, out var body)
            || await replay.DiscardAsync(body, Caller.Operator, said.Reason, cancellation) is not { } item)
            return RejectedProblem.NotFound;
        return item.Status == RejectedStatus.Discarded
            ? TypedResults.Json(RejectedRevenueResponse.Of(item), ApiJson.Default.RejectedRevenueResponse)
            : RejectedProblem.IsInLedger;
    }
}
