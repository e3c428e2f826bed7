using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Store;

namespace BuyOrder.Functions.Functions;

/// <summary>The service in figures; a constant number of reads, however long the history.</summary>
internal static class GetMetrics
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/metrics", HandleAsync).WithName(nameof(GetMetrics));

    private static async Task<IResult> HandleAsync(
        RevenueLedger ledger,
        RejectedRevenue rejected,
        OrderQueries orders,
        ParameterStore parameters,
        TokenScale scale,
        CancellationToken cancellation)
    {
        var totals = ledger.ReadTotalsAsync(cancellation);
        var open = rejected.CountOpenAsync(cancellation);
        var version = parameters.CurrentAsync(cancellation);
        var state = await orders.ReadStateAsync(cancellation);
        await Task.WhenAll(totals, open, version);

        // Without tokens there is nothing to scale, and the chain need not have been asked yet.
        var decimals = state.TokensAcquired.IsZero ? 0 : await scale.DecimalsAsync(cancellation);
        return TypedResults.Json(
            Shape(await totals, state, (await version).Parameters, await open, decimals), ApiJson.Default.MetricsResponse);
    }

    internal static MetricsResponse Shape(LedgerTotals totals, TreasuryState state, BusinessParameters rules, long rejected, int tokenDecimals)
    {
        var available = totals.Total - state.ConsumedBase;
        var allocation = AllocationRule.Allocate(available, rules.RateBps);
        var pending = state.UndoneOrders.Count + (state.OpenOrderId is null ? 0 : 1);
        var ended = state.Completed + state.Failed;
        return new MetricsResponse
        {
            TotalRevenue = totals.Total,
            ConsumedRevenue = state.ConsumedBase,
            AvailableRevenue = available,
            Allocation = allocation,
            TotalSpent = state.TotalSpent,
            PromisedToDate = state.TotalSpent + state.OpenSpend + state.UndoneSpend + allocation,
            TokensAcquired = TokenText.Whole(state.TokensAcquired, tokenDecimals),
            TokensAcquiredRaw = TokenText.Raw(state.TokensAcquired),
            AveragePricePerToken = Price.Average(state.TotalSpent, state.TokensAcquired, tokenDecimals)?.ToString(),
            Executions = new ExecutionsResponse(ended + pending, state.Completed, state.Failed, pending),
            SuccessRate = ended == 0 ? null : Math.Round((decimal)state.Completed / ended, 4, MidpointRounding.ToEven),
            LastExecutionAt = state.LastExecutionAt,
            GasSpent = TokenText.Whole(state.GasSpentWei, TokenText.NativeDecimals),
            GasSpentRaw = TokenText.Raw(state.GasSpentWei),
            RevenueBySource = RevenueCodes.Sources.ToDictionary(source => source.ToCode(), source => totals.Sources[source].Net),
            RevenueByCurrency = CurrencyRevenueResponse.Of(totals.Breakdown),
            Entries = totals.Entries,
            Rejected = rejected,
        };
    }
}
