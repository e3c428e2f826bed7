using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Http.Bodies;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Engine.Runs;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Store;
using Microsoft.Azure.Functions.Worker;

namespace BuyOrder.Functions.Http;

/// <summary>Buy orders, the runs that placed them or did not, and the revenue behind them.</summary>
internal sealed class OrderFunctions(OrderService service, OrderQueries orders, OrderFunding funding, RevenueLedger ledger, TokenScale scale)
{
    /// <summary>A manual run, or with <c>dryRun</c> what would come of one.</summary>
    /// <remarks>An order answers 202 with its place; any other outcome answers 200 with the reason.</remarks>
    [Function(nameof(CreateBuyOrder))]
    public async Task<IResult> CreateBuyOrder(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "buy-orders")] HttpRequest request, CancellationToken cancellation)
    {
        var body = CreateBuyOrderBody.Parse(await BodyReader.ReadAsync(request, CreateBuyOrderBody.MaxBytes, cancellation));
        var key = IdempotencyKey.Read(request, required: !body.DryRun);
        var run = new RunRequest(OrderTrigger.Manual, key is null ? null : OrderIds.ForKey(key), Caller.Operator, Note: body.Note);
        var result = body.DryRun ? await service.PreviewAsync(run, cancellation) : await service.RunAsync(run, cancellation);
        if (result is RunResult.KeyReused)
            return ProblemResult.IdempotencyConflict(result.Detail);

        var needsScale = result is not RunResult.Refused { Open: null, Quote: null };
        var shape = RunResultResponse.Of(result, body.DryRun, needsScale ? await scale.DecimalsAsync(cancellation) : 0);
        if (result is not RunResult.Ordered ordered)
            return TypedResults.Json(shape, ApiJson.Default.RunResultResponse);
        var response = request.HttpContext.Response;
        if (result is RunResult.PlacedBefore)
            response.Headers[IdempotencyKey.ReplayedHeader] = "true";
        RetryAfter.Set(response);
        response.Headers.Location = $"/api/buy-orders/{ordered.Order.Order.Id}";
        return TypedResults.Json(shape, ApiJson.Default.RunResultResponse, statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>Newest first, by status and creation time.</summary>
    [Function(nameof(ListBuyOrders)), Query("status", "from", "to", QueryReader.PageSize, QueryReader.Continuation)]
    public async Task<IResult> ListBuyOrders(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "buy-orders")] HttpRequest request, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var filter = OrderQuery.Filter(query);
        var asked = query.Page();
        if (query.Problem is { } problem)
            return problem;

        var page = await orders.ListAsync(filter, asked.Size, asked.Continuation, cancellation);
        var decimals = page.Items.Count == 0 ? 0 : await scale.DecimalsAsync(cancellation);
        return TypedResults.Json(
            new Page<OrderResponse>(
                [.. page.Items.Select(order => OrderResponse.Of(order, decimals))], query.NextLink("/api/buy-orders", page.Continuation)),
            ApiJson.Default.PageOrderResponse);
    }

    /// <summary>One order with its attempts.</summary>
    [Function(nameof(GetBuyOrder))]
    public async Task<IResult> GetBuyOrder(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "buy-orders/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellation)
    {
        // What cannot be an id is not looked up: it might not even be a key that the storage takes.
        var order = OrderIds.IsOrderId(id) ? await orders.FindAsync(id, cancellation) : null;
        return order is null
            ? ProblemResult.NoSuchOrder
            : TypedResults.Json(OrderResponse.Of(order, await scale.DecimalsAsync(cancellation)), ApiJson.Default.OrderResponse);
    }

    /// <summary>Where the revenue of an order came from, to the cent.</summary>
    [Function(nameof(GetBuyOrderReconciliation))]
    public async Task<IResult> GetBuyOrderReconciliation(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "buy-orders/{id}/reconciliation")] HttpRequest request,
        string id,
        CancellationToken cancellation)
    {
        var found = OrderIds.IsOrderId(id) ? await funding.ReconcileAsync(id, cancellation) : null;
        return found is null
            ? ProblemResult.NoSuchOrder
            : TypedResults.Json(ReconciliationResponse.Of(found), ApiJson.Default.ReconciliationResponse);
    }

    /// <summary>Exactly the entries that funded an order, newest first.</summary>
    [Function(nameof(ListBuyOrderRevenue)), Query(QueryReader.PageSize, QueryReader.Continuation)]
    public async Task<IResult> ListBuyOrderRevenue(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "buy-orders/{id}/revenue")] HttpRequest request,
        string id,
        CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var (size, continuation) = RevenueQuery.Page(query, ledger.ShardCount);
        if (query.Problem is { } problem)
            return problem;
        if ((OrderIds.IsOrderId(id) ? await funding.RangeAsync(id, cancellation) : null) is not { } range)
            return ProblemResult.NoSuchOrder;

        var page = await ledger.ListAsync(range, size, continuation, cancellation);
        return TypedResults.Json(
            new Page<RevenueEntryResponse>(
                [.. page.Entries.Select(RevenueEntryResponse.Of)],
                query.NextLink($"/api/buy-orders/{id}/revenue", page.Continuation?.ToString())),
            ApiJson.Default.PageRevenueEntryResponse);
    }

    /// <summary>Every run with its outcome, newest first: why something was bought, or nothing.</summary>
    [Function(nameof(ListRuns)), Query("from", "to", QueryReader.PageSize, QueryReader.Continuation)]
    public async Task<IResult> ListRuns(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "runs")] HttpRequest request, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var (from, to) = query.Period();
        var asked = query.Page();
        if (query.Problem is { } problem)
            return problem;

        var page = await orders.ListRunsAsync(from, to, asked.Size, asked.Continuation, cancellation);
        return TypedResults.Json(
            new Page<RunResponse>([.. page.Items.Select(RunResponse.Of)], query.NextLink("/api/runs", page.Continuation)),
            ApiJson.Default.PageRunResponse);
    }
}
