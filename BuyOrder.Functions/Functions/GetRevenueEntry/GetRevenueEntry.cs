using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Reading;
using BuyOrder.Orders.Engine;

namespace BuyOrder.Functions.Functions;

/// <summary>One entry with its block, so that it can be checked, and the order that it funded.</summary>
internal static class GetRevenueEntry
{
    private const int MaxIdLength = 128;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/revenue/entry", HandleAsync)
        .WithName(nameof(GetRevenueEntry))
        .WithQuery("id");

    private static async Task<IResult> HandleAsync(
        HttpRequest request, RevenueLedger ledger, OrderFunding funding, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var id = query.Text("id", MaxIdLength);
        if (id is null && query.Problem is null)
            query.Fault("id", "Is missing: the id of an entry, as its sender wrote it.");
        if (query.Problem is { } problem)
            return problem;
        if (await ledger.FindAsync(id!, cancellation) is not { } found)
            return ProblemResult.NotFound("There is no entry of this id.");

        var flags = FlagsAsync(found, ledger, cancellation);
        var order = funding.FundedByAsync(found.Shard, found.Entry.Sequence, cancellation);
        await Task.WhenAll(flags, order);
        return TypedResults.Json(
            RevenueEntryDetailResponse.Of(found, await flags, await order), ApiJson.Default.RevenueEntryDetailResponse);
    }

    private static async Task<IReadOnlyList<string>> FlagsAsync(FoundEntry found, RevenueLedger ledger, CancellationToken cancellation)
    {
        var refund = found.Entry.Revenue.Message;
        if (refund.RefundOf is not { } sale)
            return [];
        var named = ledger.FindEntryAsync(sale, cancellation);
        var all = ledger.ReadRefundsOfAsync(sale, cancellation);
        await Task.WhenAll(named, all);
        var flags = RefundCheck.Flags(refund, (await named)?.Revenue.Message, await all);
        return found.IsRefundBeyond ? [.. flags, RefundCheck.BeyondLimit] : flags;
    }
}
