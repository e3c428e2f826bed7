using BuyOrder.Domain.Orders;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger;
using BuyOrder.Orders.Store;

namespace BuyOrder.Functions.Functions;

/// <summary>Refunds beyond a limit that wait for an operator, the oldest first: what <see cref="ConfirmRevenue"/> must name.</summary>
internal static class ListUnconfirmedRefunds
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/revenue/refunds/unconfirmed", HandleAsync)
        .WithName(nameof(ListUnconfirmedRefunds))
        .WithQuery(QueryReader.PageSize, QueryReader.Continuation);

    private static async Task<IResult> HandleAsync(
        HttpRequest request, RevenueLedger ledger, OrderQueries orders, UnconfirmedRefunds unconfirmed, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var asked = query.Page();
        IReadOnlyList<long> listed = [];
        if (asked.Continuation is { } text && !RevenueCounts.TryRead(text, ledger.ShardCount, out listed))
            query.ContinuationFault();
        if (query.Problem is { } problem)
            return problem;

        var confirmed = (await orders.ReadStateAsync(cancellation)).Confirmed.RefundsByShard();
        long[] known = [.. Enumerable.Range(0, ledger.ShardCount).Select(shard => Math.Max(confirmed.ElementAtOrDefault(shard), listed.ElementAtOrDefault(shard)))];
        var page = await unconfirmed.ReadAsync(known, Math.Min(asked.Size, UnconfirmedRefunds.MaxPerPage), cancellation);
        var totals = await ledger.ReadTotalsAsync(cancellation);
        var more = page.Refunds.Count > 0 && totals.RefundsBeyond.Where((beyond, shard) => beyond > page.Counts[shard]).Any();
        return TypedResults.Json(
            new Page<RevenueEntryResponse>(
                [.. page.Refunds.Select(RevenueEntryResponse.Of)],
                query.NextLink("/api/revenue/refunds/unconfirmed", more ? RevenueCounts.Write(page.Counts) : null)),
            ApiJson.Default.PageRevenueEntryResponse);
    }
}
