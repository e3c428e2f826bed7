using System.Text;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local.Hosting;

/// <summary>Sets off the functions that no HTTP request does: timers when they are due or asked for, queues when messages wait.</summary>
internal sealed class FunctionRunner
{
    private readonly Dictionary<string, MessageQueue> queues = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<TimerLoop> timers = [];
    private readonly List<QueuePump> pumps = [];

    /// <param name="app">The functions.</param>
    /// <param name="firing">When timers fire here instead of by their own schedule: by name; null = only when asked for.</param>
    /// <param name="invoker">Invokes them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">For the pumps.</param>
    public FunctionRunner(
        FunctionApp app, IReadOnlyDictionary<string, TimerSchedule?> firing, TriggerInvoker invoker, TimeProvider time, ILoggerFactory logs)
    {
        App = app;
        foreach (var (function, trigger) in app.With<TimerTrigger>())
        {
            var schedule = firing.TryGetValue(function.Name, out var own) ? own : trigger.Schedule;
            timers.Add(new TimerLoop(function, trigger, schedule, invoker, time));
        }
        foreach (var (function, trigger) in app.With<QueueTrigger>())
        {
            if (!queues.TryGetValue(trigger.Queue, out var queue))
                queues.Add(trigger.Queue, queue = new MessageQueue(trigger.Queue, time));
            pumps.Add(new QueuePump(function, trigger, queue, app.Host.MaxMessageBatchSize, invoker, time, logs.CreateLogger<QueuePump>()));
        }
    }

    public FunctionApp App { get; }

    public IReadOnlyDictionary<string, MessageQueue> Queues => queues;

    /// <summary>
    /// Asks for one invocation and returns at once: a timer fires, a queue gets a message. False when too many wait already.
    /// </summary>
    public bool TryInvoke(FunctionDefinition function, string input)
    {
        if (function.Trigger is not QueueTrigger trigger)
            return timers.Single(timer => timer.Name == function.Name).Request();
        queues[trigger.Queue].Send(Encoding.UTF8.GetBytes(input));
        return true;
    }

    /// <summary>Runs until cancelled; ends with the first fault of any of them.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] running =
        [
            .. timers.Select(timer => timer.RunAsync(together.Token)),
            .. pumps.Select(pump => pump.RunAsync(together.Token)),
        ];
        await Task.WhenAny([.. running, Task.Delay(Timeout.Infinite, together.Token)]);
        await together.CancelAsync();
        await Task.WhenAll(running);
    }
}
