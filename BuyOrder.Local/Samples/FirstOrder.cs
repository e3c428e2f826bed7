using System.Text.Json;
using BuyOrder.Local.Servers;
using BuyOrder.Local.ServiceBus.Queues;

namespace BuyOrder.Local.Samples;

/// <summary>The demonstration: a month of revenue through the queue, then one order, watched to its end.</summary>
/// <param name="Outcome">Of the run that was to place the order.</param>
/// <param name="Reason">Why there is no order; else empty.</param>
/// <param name="Order">As the API tells it at its end; null if none was placed.</param>
/// <param name="Metrics">As the API tells them afterwards.</param>
/// <param name="Differences">Figures that are not what the samples must give.</param>
internal sealed record FirstOrder(string Outcome, string Reason, JsonElement? Order, JsonElement Metrics, IReadOnlyList<string> Differences)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public bool IsCompleted => Order is { } order && order.GetProperty("status").GetString() == "completed" && Differences.Count == 0;

    /// <exception cref="ServerStartException">The app did not take the messages.</exception>
    public static async Task<FirstOrder> RunAsync(
        SampleMonth month, IMessageQueue queue, AppClient app, Action<string> say, CancellationToken cancellation)
    {
        say($"Sending {month.Messages.Count} revenue messages.");
        foreach (var message in month.Messages)
            await queue.SendAsync(message, cancellation);
        await WaitUntilEmptyAsync(queue, cancellation);

        say("Placing an order.");
        var run = await app.PlaceOrderAsync($"local-{Guid.NewGuid():N}", cancellation);
        var order = run.TryGetProperty("order", out var placed) && placed.ValueKind == JsonValueKind.Object
            ? await app.WaitForEndAsync(placed.GetProperty("id").GetString()!, phase => say($"  {phase}"), cancellation)
            : (JsonElement?)null;
        var metrics = await app.MetricsAsync(cancellation);
        return new FirstOrder(
            run.GetProperty("outcome").ToString(),
            run.TryGetProperty("reason", out var reason) ? reason.ToString() : "",
            order,
            metrics,
            month.Expected.Differences(metrics));
    }

    private static async Task WaitUntilEmptyAsync(IMessageQueue queue, CancellationToken cancellation)
    {
        for (var waited = TimeSpan.Zero; queue.Figures.Active > 0; waited += Pause)
        {
            if (waited > Patience)
                throw new ServerStartException($"{queue.Figures.Active} messages of {queue.Name} are still not handled.");
            await Task.Delay(Pause, cancellation);
        }
        if (queue.Figures.DeadLettered > 0)
            throw new ServerStartException($"{queue.Figures.DeadLettered} messages of {queue.Name} were given up as dead letters.");
    }
}
