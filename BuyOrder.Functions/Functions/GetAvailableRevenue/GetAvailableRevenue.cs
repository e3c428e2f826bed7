using BuyOrder.Domain.Allocation;
using BuyOrder.Domain.Money;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger;
using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Store;

namespace BuyOrder.Functions.Functions;

/// <summary>What the revenue allows to spend now; a constant number of reads.</summary>
internal static class GetAvailableRevenue
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/revenue/available", HandleAsync).WithName(nameof(GetAvailableRevenue));

    private static async Task<IResult> HandleAsync(
        RevenueLedger ledger, OrderQueries orders, ParameterStore parameters, CancellationToken cancellation)
    {
        var readTotals = ledger.ReadTotalsAsync(cancellation);
        var readState = orders.ReadStateAsync(cancellation);
        var readParameters = parameters.CurrentAsync(cancellation);
        await Task.WhenAll(readTotals, readState, readParameters);

        var totals = await readTotals;
        var consumed = (await readState).ConsumedBase;
        var version = await readParameters;
        var rules = version.Parameters;
        var decision = AllocationRule.Decide(totals.Total - consumed, rules.RateBps, rules.Minimum, rules.Maximum);
        return TypedResults.Json(
            new AvailableRevenueResponse(
                totals.Total,
                consumed,
                decision.Available,
                rules.RateBps,
                decision.Allocation,
                rules.Minimum,
                rules.Maximum,
                decision.BelowMinimum ? Zar.Zero : decision.Spend,
                decision.BelowMinimum ? "below_minimum" : "sufficient",
                version.Version,
                totals.LedgerRoot.ToString()),
            ApiJson.Default.AvailableRevenueResponse);
    }
}
