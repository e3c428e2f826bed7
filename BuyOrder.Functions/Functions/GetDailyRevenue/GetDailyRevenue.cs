using BuyOrder.Domain.Revenue;
using BuyOrder.Functions.Http;
using BuyOrder.Functions.Http.Responses;
using BuyOrder.Ledger;

namespace BuyOrder.Functions.Functions;

/// <summary>Revenue by business day, newest first, from the day totals: the number of entries does not matter.</summary>
internal static class GetDailyRevenue
{
    /// <summary>A leap year.</summary>
    public const int MaxDays = 366;

    /// <summary>Up to today, unless the caller asks for other days.</summary>
    private const int DefaultDays = 31;

    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/revenue/daily", HandleAsync)
        .WithName(nameof(GetDailyRevenue))
        .WithQuery("from", "to");

    private static async Task<IResult> HandleAsync(
        HttpRequest request, RevenueLedger ledger, TimeProvider time, CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var tomorrow = BusinessDay.Of(time.GetUtcNow(), ledger.BusinessZone).AddDays(1);
        var (asked, to) = (query.Date("from"), query.Date("to"));
        var isAhead = to is null && asked >= tomorrow;
        var before = to ?? tomorrow;
        var from = asked ?? before.AddDays(-DefaultDays);
        if (!isAhead && before < from)
            query.Fault("to", "Must not be before from; it is tomorrow when it is not given.");
        if (!isAhead && before.DayNumber - from.DayNumber > MaxDays)
            query.Fault("to", $"Must be at most {MaxDays} days after from; it is tomorrow when it is not given.");
        if (query.Problem is { } problem)
            return problem;

        var days = await ledger.ReadDaysAsync(from, isAhead ? Ahead(from) : before, cancellation);
        return TypedResults.Json(new Page<DayResponse>([.. days.Reverse().Select(DayResponse.Of)], null), ApiJson.Default.PageDayResponse);
    }

    /// <summary>From a day that is still to come as many days as one answer has; null: to the last day there is, which no date is after.</summary>
    private static DateOnly? Ahead(DateOnly from) =>
        DateOnly.MaxValue.DayNumber - from.DayNumber < MaxDays ? null : from.AddDays(MaxDays);
}
