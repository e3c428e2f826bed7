namespace BuyOrder.Local.Hosting;

/// <summary>What sets a function off.</summary>
/// <param name="Binding">The name that the invocation's data goes by.</param>
internal abstract record Trigger(string Binding);

/// <param name="Binding">The name that the invocation's data goes by.</param>
/// <param name="Route">Without prefix, as in function.json.</param>
/// <param name="Methods">Upper case; null = all.</param>
internal sealed record HttpTrigger(string Binding, string Route, IReadOnlyList<string>? Methods) : Trigger(Binding);

/// <param name="Binding">The name that the invocation's data goes by.</param>
/// <param name="Schedule">Due times, UTC.</param>
/// <param name="UseMonitor">The host keeps the last and next due time and tells them.</param>
internal sealed record TimerTrigger(string Binding, TimerSchedule Schedule, bool UseMonitor) : Trigger(Binding);

/// <summary>A queue of Service Bus whose messages come in batches, as bytes.</summary>
internal sealed record QueueTrigger(string Binding, string Queue) : Trigger(Binding);
