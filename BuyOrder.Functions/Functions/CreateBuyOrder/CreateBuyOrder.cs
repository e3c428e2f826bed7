using BuyOrder.Domain;
using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Market;

namespace BuyOrder.Functions.Functions;

/// <summary>A manual run, or with <c>dryRun</c> what would come of one.</summary>
/// <remarks>An order answers 202 with its place; any other outcome answers 200 with the reason.</remarks>
internal static class CreateBuyOrder
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/buy-orders", HandleAsync).WithName(nameof(CreateBuyOrder));

    private static async Task<IResult> HandleAsync(
        HttpContext context, OrderService orders, TokenScale scale, CancellationToken cancellation)
    {
        var body = CreateBuyOrderBody.Parse(await BodyReader.ReadAsync(context.Request, CreateBuyOrderBody.MaxBytes, cancellation));
        var key = IdempotencyKey.Read(context.Request, required: !body.DryRun);
        var request = new RunRequest(OrderTrigger.Manual, key is null ? null : OrderIds.ForKey(key), Caller.Operator, Note: body.Note);
        var result = body.DryRun ? await orders.PreviewAsync(request, cancellation) : await orders.RunAsync(request, cancellation);
        if (result.IsKeyReused)
            return ProblemResult.IdempotencyConflict(result.Detail ?? "Its order was asked for with other content.");

        var needsScale = result.Order is not null || result.Quote is not null;
        var shape = RunResultResponse.Of(result, body.DryRun, needsScale ? await scale.DecimalsAsync(cancellation) : 0);
        if (body.DryRun || result.Outcome != ReasonCode.Ordered || result.Order is not { } placed)
            return TypedResults.Json(shape, ApiJson.Default.RunResultResponse);
        if (result.IsReplay)
            context.Response.Headers[IdempotencyKey.ReplayedHeader] = "true";
        RetryAfter.Set(context.Response);
        context.Response.Headers.Location = $"/api/buy-orders/{placed.Order.Id}";
        return TypedResults.Json(shape, ApiJson.Default.RunResultResponse, statusCode: StatusCodes.Status202Accepted);
    }
}
