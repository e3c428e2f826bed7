using BuyOrder.Domain;
using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Revenue;
using BuyOrder.Domain.Treasury;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger;
using BuyOrder.Ledger.Rejected;
using BuyOrder.Orders.Market;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Store;
using Microsoft.Azure.Functions.Worker;

namespace BuyOrder.Functions.Http;

/// <summary>The service in figures; a constant number of reads, however long the history.</summary>
internal sealed class MetricsFunctions(
    RevenueLedger ledger, RejectedRevenue rejected, OrderQueries orders, ParameterStore parameters, TokenScale scale, TimeProvider time)
{
    [Function(nameof(GetMetrics))]
    public async Task<IResult> GetMetrics(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "metrics")] HttpRequest request, CancellationToken cancellation)
    {
        var totals = ledger.ReadTotalsAsync(cancellation);
        var open = rejected.CountOpenAsync(cancellation);
        var version = parameters.CurrentAsync(cancellation);
        var state = await orders.ReadStateAsync(cancellation);
        await Task.WhenAll(totals, open, version);

        // Without tokens there is nothing to scale, and the chain need not have been asked yet.
        var decimals = state.TokensAcquired.IsZero ? 0 : await scale.DecimalsAsync(cancellation);
        return TypedResults.Json(
            Shape(await totals, state, (await version).Parameters, await open, decimals, LimitsResponse.Windows(state, ledger.BusinessZone, time.GetUtcNow())),
            ApiJson.Default.MetricsResponse);
    }

    /// <summary>What the revenue allows to spend now.</summary>
    [Function(nameof(GetAvailableRevenue))]
    public async Task<IResult> GetAvailableRevenue(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "revenue/available")] HttpRequest request, CancellationToken cancellation)
    {
        var readTotals = ledger.ReadTotalsAsync(cancellation);
        var readState = orders.ReadStateAsync(cancellation);
        var readParameters = parameters.CurrentAsync(cancellation);
        await Task.WhenAll(readTotals, readState, readParameters);

        var totals = await readTotals;
        var (state, now) = (await readState, time.GetUtcNow());
        var version = await readParameters;
        var rules = version.Parameters;
        var decision = AllocationRule.Decide(totals.Total - state.ConsumedBase, rules.RateBps, rules.Minimum, rules.Maximum);
        var windows = LimitsResponse.Windows(state, ledger.BusinessZone, now);
        var limited = LimitRule.Apply(decision, rules, windows, state.NewestCounting?.At, now);
        return TypedResults.Json(
            new AvailableRevenueResponse(
                totals.Total,
                state.ConsumedBase,
                decision.Available,
                rules.RateBps,
                decision.Allocation,
                rules.Minimum,
                rules.Maximum,
                decision.BelowMinimum || limited.Reached is not null ? Zar.Zero : limited.Spend,
                Verdict(decision, limited),
                version.Version,
                totals.LedgerRoot.ToString(),
                LimitsResponse.Of(windows, rules.Limits)),
            ApiJson.Default.AvailableRevenueResponse);
    }

    private static string Verdict(SpendDecision decision, LimitedSpend limited)
    {
        if (decision.BelowMinimum)
            return ReasonCode.BelowMinimum.Value;
        return limited.Reached is null ? "sufficient" : ReasonCode.LimitReached.Value;
    }

    internal static MetricsResponse Shape(
        LedgerTotals totals, TreasuryState state, BusinessParameters rules, long rejected, int tokenDecimals, SpendWindows? windows)
    {
        var available = totals.Total - state.ConsumedBase;
        var allocation = AllocationRule.Allocate(available, rules.RateBps);
        var pending = state.UndoneOrders.Count + (OrderIds.IsOrderId(state.OpenOrderId) ? 1 : 0);
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
            Slippage = SlippageResponse.Of(state.Fills),
            Pause = PauseResponse.Of(state.Pause),
            Limits = LimitsResponse.Of(windows, rules.Limits),
            GasSpent = TokenText.Whole(state.GasSpentWei, TokenText.NativeDecimals),
            GasSpentRaw = TokenText.Raw(state.GasSpentWei),
            RevenueBySource = RevenueCodes.Sources.ToDictionary(source => source.ToCode(), source => totals.Sources[source].Net),
            RevenueByCurrency = CurrencyRevenueResponse.Of(totals.Breakdown),
            Entries = totals.Entries,
            Rejected = rejected,
        };
    }
}
