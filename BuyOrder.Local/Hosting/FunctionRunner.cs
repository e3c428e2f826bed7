using System.Text;
using BuyOrder.Local.ServiceBus;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local.Hosting;

/// <summary>Sets off the functions that no HTTP request does: timers when they are due or asked for, queues when messages wait.</summary>
/// <param name="functions">As the worker told them.</param>
/// <param name="settings">Of host.json.</param>
/// <param name="options">When timers fire, and by which clock.</param>
/// <param name="bus">Has the queues.</param>
/// <param name="invoker">Invokes the functions.</param>
/// <param name="logs">For the listeners.</param>
internal sealed class FunctionRunner(
    IReadOnlyList<FunctionDefinition> functions, HostSettings settings, LocalHostOptions options, IMessageBus bus, TriggerInvoker invoker, ILoggerFactory logs)
{
    private readonly Dictionary<string, TimerLoop> timers = functions
        .Where(function => function.Trigger is TimerTrigger)
        .ToDictionary(function => function.Name, function => Timer(function, (TimerTrigger)function.Trigger, options, invoker));

    private readonly List<QueueListener> listeners = [.. functions
        .Where(function => function.Trigger is QueueTrigger)
        .Select(function => bus.Listen(
            ((QueueTrigger)function.Trigger).Queue,
            settings.MaxMessageBatchSize,
            async (batch, cancellation) => (await invoker.InvokeAsync(function.Name, () => BatchInvocation.Of(batch), cancellation)).Succeeded,
            logs.CreateLogger<QueueListener>()))];

    public IReadOnlyList<FunctionDefinition> Functions => functions;

    /// <summary>
    /// Asks for one invocation without waiting for it: a timer fires, a queue gets a message. False when too many wait already.
    /// </summary>
    public async Task<bool> InvokeAsync(FunctionDefinition function, string input, CancellationToken cancellation)
    {
        if (function.Trigger is not QueueTrigger trigger)
            return timers[function.Name].Request();
        await bus.Queues[trigger.Queue].SendAsync(Encoding.UTF8.GetBytes(input), cancellation);
        return true;
    }

    /// <summary>Runs until cancelled; ends with the first fault of any of them.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] running =
        [
            .. timers.Values.Select(timer => timer.RunAsync(together.Token)),
            .. listeners.Select(listener => listener.RunAsync(together.Token)),
        ];
        await Task.WhenAny([.. running, Task.Delay(Timeout.Infinite, together.Token)]);
        await together.CancelAsync();
        await Task.WhenAll(running);
    }

    private static TimerLoop Timer(FunctionDefinition function, TimerTrigger trigger, LocalHostOptions options, TriggerInvoker invoker)
    {
        var firing = options.Firing.TryGetValue(function.Name, out var own) ? own
            : options.TimersFire ? trigger.Schedule
            : null;
        return new TimerLoop(function, trigger, firing, invoker, options.Time);
    }
}
