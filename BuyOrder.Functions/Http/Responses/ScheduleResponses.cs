using System.Text.Json.Serialization;
using BuyOrder.Domain.Schedule;
using BuyOrder.Domain.Treasury;
using BuyOrder.Orders.Engine.Runs;

namespace BuyOrder.Functions.Http.Responses;

/// <summary>The schedule in force, its last slots and its next ones.</summary>
/// <param name="Schedule">Six-field NCRONTAB, seconds first.</param>
/// <param name="ScheduleTimeZone">IANA name of the zone that it is read in.</param>
/// <param name="ParametersVersion">The version of the parameters that says so.</param>
/// <param name="Recent">Slots that were due, newest first.</param>
/// <param name="Next">Slots to come, the nearest first.</param>
internal sealed record ScheduleResponse(
    string Schedule,
    string ScheduleTimeZone,
    int ParametersVersion,
    IReadOnlyList<PastSlotResponse> Recent,
    IReadOnlyList<SlotResponse> Next)
{
    public static ScheduleResponse Of(ScheduleView view) => new(
        view.Version.Parameters.Schedule,
        view.Version.Parameters.ScheduleTimeZone,
        view.Version.Version,
        [.. view.Recent.Select(each => PastSlotResponse.Of(each.Slot, each.Outcome))],
        [.. view.Next.Select(slot => new SlotResponse(slot.Id, slot.At))]);
}

/// <param name="Slot">Its id, which names its local time.</param>
/// <param name="At">When it is due.</param>
internal sealed record SlotResponse(string Slot, DateTimeOffset At);

/// <param name="Slot">Its id, which names its local time.</param>
/// <param name="At">When it was due.</param>
/// <param name="Outcome"><c>ordered</c>, <c>below_minimum</c>, <c>due</c> or <c>missed</c>.</param>
/// <param name="Reason">Of a slot that is due or was missed: why nothing was ordered the last time; null when it was not tried.</param>
/// <param name="OrderId">The order that was placed for it.</param>
/// <param name="OrderStatus">What has become of that order.</param>
internal sealed record PastSlotResponse(
    string Slot,
    DateTimeOffset At,
    string Outcome,
    string? Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OrderId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OrderStatus = null)
{
    public static PastSlotResponse Of(Slot slot, SlotOutcome outcome) => outcome switch
    {
        SlotOutcome.Ordered(var order) => new(slot.Id, slot.At, "ordered", null, order.Id, Words.Of(order.Status)),
        SlotOutcome.TooLittle => new(slot.Id, slot.At, "below_minimum", null),
        SlotOutcome.Due(var reason) => new(slot.Id, slot.At, "due", reason?.Value),
        SlotOutcome.Missed(var reason) => new(slot.Id, slot.At, "missed", reason?.Value),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} has no word."),
    };
}
