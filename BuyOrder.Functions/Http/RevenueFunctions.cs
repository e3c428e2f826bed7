using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Intake;
using BuyOrder.Ledger.Reading;
using BuyOrder.Orders.Engine;
using BuyOrder.Orders.Store;
using Microsoft.Azure.Functions.Worker;

namespace BuyOrder.Functions.Http;

/// <summary>The entries of the ledger, and a way in for messages that come by hand.</summary>
internal sealed class RevenueFunctions(
    RevenueLedger ledger, RevenueIntake intake, OrderFunding funding, OrderQueries orders, UnconfirmedRefunds unconfirmed, TimeProvider time)
{
    private const int MaxIdLength = 128;

    /// <summary>The messages of the queue, one or an array. All are judged before any is stored.</summary>
    [Function(nameof(RecordRevenueOverHttp))]
    public Task<IResult> RecordRevenueOverHttp(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "revenue")] HttpRequest request, CancellationToken cancellation) =>
        RevenuePosting.RecordAsync(request, intake, cancellation);

    /// <summary>Newest first, by recording time, source, kind and currency.</summary>
    [Function(nameof(ListRevenue))]
    [Query("from", "to", "source", "kind", "currency", QueryReader.PageSize, QueryReader.Continuation)]
    public async Task<IResult> ListRevenue(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "revenue")] HttpRequest request, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var filter = RevenueQuery.Filter(query);
        var (size, continuation) = RevenueQuery.Page(query, ledger.ShardCount);
        if (query.Problem is { } problem)
            return problem;

        var page = await ledger.ListAsync(filter, size, continuation, cancellation);
        return TypedResults.Json(
            new Page<RevenueEntryResponse>(
                [.. page.Entries.Select(RevenueEntryResponse.Of)], query.NextLink("/api/revenue", page.Continuation?.ToString())),
            ApiJson.Default.PageRevenueEntryResponse);
    }

    /// <summary>One entry with its block, so that it can be checked, and the order that it funded.</summary>
    [Function(nameof(GetRevenueEntry)), Query("id")]
    public async Task<IResult> GetRevenueEntry(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "revenue/entry")] HttpRequest request, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var id = query.Text("id", MaxIdLength);
        if (id is null && query.Problem is null)
            query.Fault("id", "Is missing: the id of an entry, as its sender wrote it.");
        if (query.Problem is { } problem)
            return problem;
        if (await ledger.FindAsync(id!, cancellation) is not { } found)
            return ProblemResult.NotFound("There is no entry of this id.");

        var flags = FlagsAsync(found, cancellation);
        var order = funding.FundedByAsync(found.Shard, found.Entry.Sequence, cancellation);
        await Task.WhenAll(flags, order);
        return TypedResults.Json(
            RevenueEntryDetailResponse.Of(found, await flags, await order), ApiJson.Default.RevenueEntryDetailResponse);
    }

    /// <summary>By business day, newest first, from the day totals: the number of entries does not matter.</summary>
    [Function(nameof(GetDailyRevenue)), Query("from", "to")]
    public async Task<IResult> GetDailyRevenue(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "revenue/daily")] HttpRequest request, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var (from, before) = DailyRange.Read(query, BusinessDay.Of(time.GetUtcNow(), ledger.BusinessZone));
        if (query.Problem is { } problem)
            return problem;

        var days = await ledger.ReadDaysAsync(from, before, cancellation);
        return TypedResults.Json(new Page<DayResponse>([.. days.Reverse().Select(DayResponse.Of)], null), ApiJson.Default.PageDayResponse);
    }

    /// <summary>
    /// Refunds beyond a limit that wait for an operator, the oldest first: what <see cref="RecoveryFunctions.ConfirmRevenue"/> must name.
    /// </summary>
    [Function(nameof(ListUnconfirmedRefunds)), Query(QueryReader.PageSize, QueryReader.Continuation)]
    public async Task<IResult> ListUnconfirmedRefunds(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "revenue/refunds/unconfirmed")] HttpRequest request,
        CancellationToken cancellation)
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

    private async Task<IReadOnlyList<string>> FlagsAsync(FoundEntry found, CancellationToken cancellation)
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
