using BuyOrder.Functions.Hosting;
using BuyOrder.Functions.Http;

namespace BuyOrder.Functions.Functions;

/// <summary>All functions of the app; each has a folder with its function.json, whose name is the function's.</summary>
internal static class FunctionSetup
{
    public static IServiceCollection AddFunctions(this IServiceCollection services)
    {
        services.AddSingleton<ITrigger, RecordRevenue>();
        services.AddSingleton<ITrigger, ScheduledBuyOrder>();
        services.AddSingleton<ITrigger, SettleBuyOrders>();
        services.AddSingleton<ITrigger, VerifyLedgerDaily>();
        return services;
    }

    /// <summary>Every path that the host calls: readiness, triggers, the API.</summary>
    public static void MapFunctions(this IEndpointRouteBuilder endpoints)
    {
        // Asked every 25 ms until there is an answer, and later as a health ping: never more than this.
        endpoints.MapGet("/", static context => context.Response.WriteAsync("BuyOrder"));
        endpoints.MapTriggers();

        var health = endpoints.MapGroup("/api").AddEndpointFilter<RouteGroupBuilder, KnownQuery>();
        GetHealth.Map(health);
        GetHealthLive.Map(health);
        GetHealthDetails.Map(health);
        GetVersion.Map(health);

        var api = endpoints.MapGroup("/api").AddEndpointFilter<RouteGroupBuilder, KnownQuery>().AddEndpointFilter<RouteGroupBuilder, ReadinessFilter>();
        GetMetrics.Map(api);
        GetAvailableRevenue.Map(api);
        ListRevenue.Map(api);
        GetRevenueEntry.Map(api);
        GetDailyRevenue.Map(api);
        ExportRevenue.Map(api);
        RecordRevenueOverHttp.Map(api);
        ListUnconfirmedRefunds.Map(api);
        ConfirmRevenue.Map(api);
        ListRejectedRevenue.Map(api);
        GetRejectedRevenue.Map(api);
        ReplayRejectedRevenue.Map(api);
        DiscardRejectedRevenue.Map(api);
        ReplayAllRejectedRevenue.Map(api);
        PutExchangeRates.Map(api);
        GetExchangeRates.Map(api);
        ListExchangeRates.Map(api);
        ListExchangeRateHistory.Map(api);
        ListBuyOrders.Map(api);
        GetBuyOrder.Map(api);
        GetBuyOrderReconciliation.Map(api);
        ListBuyOrderRevenue.Map(api);
        ExportBuyOrders.Map(api);
        CreateBuyOrder.Map(api);
        ResolveBuyOrder.Map(api);
        AcceptNonce.Map(api);
        AcceptContracts.Map(api);
        ListRuns.Map(api);
        VerifyLedger.Map(api);
        RestartRecords.Map(api);
    }
}
