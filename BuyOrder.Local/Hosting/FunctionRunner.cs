using System.Text;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local.Hosting;

/// <summary>Sets off the functions that no HTTP request does: timers when they are due or asked for, queues when messages wait.</summary>
/// <param name="settings">Of host.json.</param>
/// <param name="options">When timers fire, and by which clock.</param>
/// <param name="invoker">Invokes them.</param>
/// <param name="logs">For the pumps.</param>
internal sealed class FunctionRunner(HostSettings settings, LocalHostOptions options, TriggerInvoker invoker, ILoggerFactory logs)
{
    private readonly Dictionary<string, MessageQueue> queues = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<TimerLoop> timers = [];
    private readonly List<QueuePump> pumps = [];

    /// <summary>None until they are loaded.</summary>
    public IReadOnlyList<FunctionDefinition> Functions { get; private set; } = [];

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

    public void Load(IReadOnlyList<FunctionDefinition> functions)
    {
        Functions = functions;
        foreach (var function in functions)
        {
            if (function.Trigger is TimerTrigger timer)
                timers.Add(new TimerLoop(function, timer, FiringOf(function.Name, timer), invoker, options.Time));
            else if (function.Trigger is QueueTrigger trigger)
                pumps.Add(new QueuePump(function, QueueOf(trigger), settings.MaxMessageBatchSize, invoker, logs.CreateLogger<QueuePump>()));
        }
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

    private TimerSchedule? FiringOf(string function, TimerTrigger trigger) =>
        options.Firing.TryGetValue(function, out var own) ? own
        : options.TimersFire ? trigger.Schedule
        : null;

    private MessageQueue QueueOf(QueueTrigger trigger)
    {
        if (!queues.TryGetValue(trigger.Queue, out var queue))
            queues.Add(trigger.Queue, queue = new MessageQueue(trigger.Queue, options.Time));
        return queue;
    }
}
