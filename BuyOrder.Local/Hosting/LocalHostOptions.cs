namespace BuyOrder.Local.Hosting;

internal sealed record LocalHostOptions
{
    /// <summary>The first free port from here on; 0 = any.</summary>
    public int PreferredPort { get; init; }

    /// <summary>When timers fire here instead of by their own schedule: by function name; null = only when asked for.</summary>
    public IReadOnlyDictionary<string, TimerSchedule?> Firing { get; init; } = new Dictionary<string, TimerSchedule?>();

    /// <summary>A queue that the app sends to; null: none.</summary>
    public OutgoingQueueOptions? Outgoing { get; init; }

    /// <summary>Where the handler's output goes.</summary>
    public string? HandlerLogFile { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
