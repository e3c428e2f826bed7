namespace BuyOrder.Domain.Schedule;

/// <summary>One due time of the schedule.</summary>
/// <param name="Id"><c>s-20261122T0200</c>: the local time in the schedule's zone, with seconds only where they are not zero.</param>
/// <param name="At">The same moment in UTC.</param>
public sealed record Slot(string Id, DateTimeOffset At);
