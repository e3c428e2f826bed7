using BuyOrder.Local.Servers;
using BuyOrder.Local.ServiceBus;

namespace BuyOrder.Local.Hosting;

internal sealed record LocalHostOptions
{
    /// <summary>The first free port from here on; 0 = any.</summary>
    public int PreferredPort { get; init; }

    /// <summary>When timers fire here instead of by their own schedule: by function name; null = only when asked for.</summary>
    public IReadOnlyDictionary<string, TimerSchedule?> Firing { get; init; } = new Dictionary<string, TimerSchedule?>();

    /// <summary>Timers that are not in <see cref="Firing"/> fire by their own schedule; false: only when asked for.</summary>
    public bool TimersFire { get; init; } = true;

    /// <summary>Has the queues; null: the host has a broker of its own.</summary>
    public IMessageBus? Bus { get; init; }

    /// <summary>Where the worker's output and log go.</summary>
    public string? WorkerLogFile { get; init; }

    /// <summary>Is given each worker process that has ended by itself and holds up the next one; null: the next one starts at once.</summary>
    public Func<ChildProcess, CancellationToken, Task>? BeforeRestart { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
