using BuyOrder.Functions.Http.Responses;
using BuyOrder.Orders.Engine.Runs;
using Microsoft.Azure.Functions.Worker;

namespace BuyOrder.Functions.Http;

/// <summary>When the service looks whether to buy.</summary>
internal sealed class ScheduleFunctions(ScheduleReader schedule)
{
    /// <summary>The last ten slots with what became of each, and the next five.</summary>
    [Function(nameof(GetSchedule))]
    public async Task<IResult> GetSchedule(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "schedule")] HttpRequest request, CancellationToken cancellation) =>
        TypedResults.Json(ScheduleResponse.Of(await schedule.ReadAsync(cancellation)), ApiJson.Default.ScheduleResponse);
}
