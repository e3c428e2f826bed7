namespace BuyOrder.Local.Hosting;

/// <summary>What sets a function off.</summary>
internal abstract record Trigger;

/// <param name="Route">Without prefix.</param>
/// <param name="Methods">Upper case; null = all.</param>
internal sealed record HttpTrigger(string Route, IReadOnlyList<string>? Methods) : Trigger;

/// <param name="Schedule">Due times, UTC.</param>
/// <param name="UseMonitor">The host keeps the last and next due time and tells them.</param>
internal sealed record TimerTrigger(TimerSchedule Schedule, bool UseMonitor) : Trigger;

/// <summary>A queue of Service Bus whose messages come in batches, as bytes.</summary>
internal sealed record QueueTrigger(string Queue) : Trigger;
