using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Store;
using Microsoft.Azure.Functions.Worker;

namespace BuyOrder.Functions.Http;

/// <summary>Who did what, when and why.</summary>
internal sealed class AuditFunctions(AuditTrail audits)
{
    /// <summary>Every decision of an operator, and what the service did by itself that an operator must know; newest first.</summary>
    [Function(nameof(ListAudit)), Query("from", "to", AuditQuery.Action, AuditQuery.Who, QueryReader.PageSize, QueryReader.Continuation)]
    public async Task<IResult> ListAudit(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "audit")] HttpRequest request, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var filter = AuditQuery.Filter(query);
        var asked = query.Page();
        if (query.Problem is { } problem)
            return problem;

        var page = await audits.ListAllAsync(filter, asked.Size, asked.Continuation, cancellation);
        return TypedResults.Json(
            new Page<AuditResponse>([.. page.Items.Select(AuditResponse.Of)], query.NextLink("/api/audit", page.Continuation)),
            ApiJson.Default.PageAuditResponse);
    }
}
