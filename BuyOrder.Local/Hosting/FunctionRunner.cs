using System.Text;
using BuyOrder.Local.ServiceBus;
using Microsoft.Extensions.Logging;

namespace BuyOrder.Local.Hosting;

/// <summary>Sets off the functions that no HTTP request does: timers when they are due or asked for, queues when messages wait.</summary>
internal sealed class FunctionRunner
{
    private readonly IMessageBus bus;
    private readonly List<TimerLoop> timers = [];
    private readonly List<QueueListener> listeners = [];

    /// <param name="app">The functions.</param>
    /// <param name="firing">When timers fire here instead of by their own schedule: by name; null = only when asked for.</param>
    /// <param name="bus">Has their queues.</param>
    /// <param name="invoker">Invokes them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">For the listeners.</param>
    public FunctionRunner(
        FunctionApp app,
        IReadOnlyDictionary<string, TimerSchedule?> firing,
        IMessageBus bus,
        TriggerInvoker invoker,
        TimeProvider time,
        ILoggerFactory logs)
    {
        (App, this.bus) = (app, bus);
        foreach (var (function, trigger) in app.With<TimerTrigger>())
        {
            var schedule = firing.TryGetValue(function.Name, out var own) ? own : trigger.Schedule;
            timers.Add(new TimerLoop(function, trigger, schedule, invoker, time));
        }
        foreach (var (function, trigger) in app.With<QueueTrigger>())
        {
            BatchFunction invoke = async (batch, cancellation) => (await invoker.InvokeAsync(
                function.Name, () => QueueBatchBody.Build(function.Name, trigger, batch, time.GetUtcNow()), cancellation)).Outcome == InvocationOutcome.Succeeded;
            listeners.Add(bus.Listen(trigger.Queue, app.Host.MaxMessageBatchSize, invoke, logs.CreateLogger<QueueListener>()));
        }
    }

    public FunctionApp App { get; }

    /// <summary>
    /// Asks for one invocation without waiting for it: a timer fires, a queue gets a message. False when too many wait already.
    /// </summary>
    public async Task<bool> InvokeAsync(FunctionDefinition function, string input, CancellationToken cancellation)
    {
        if (function.Trigger is not QueueTrigger trigger)
            return timers.Single(timer => timer.Name == function.Name).Request();
        await bus.Queues[trigger.Queue].SendAsync(Encoding.UTF8.GetBytes(input), cancellation);
        return true;
    }

    /// <summary>Runs until cancelled; ends with the first fault of any of them.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] running =
        [
            .. timers.Select(timer => timer.RunAsync(together.Token)),
            .. listeners.Select(listener => listener.RunAsync(together.Token)),
        ];
        await Task.WhenAny([.. running, Task.Delay(Timeout.Infinite, together.Token)]);
        await together.CancelAsync();
        await Task.WhenAll(running);
    }
}
