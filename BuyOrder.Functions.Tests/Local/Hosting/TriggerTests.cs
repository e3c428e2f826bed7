using System.Text;
using System.Text.Json;
using BuyOrder.Local.Hosting;
using BuyOrder.Local.ServiceBus;
using BuyOrder.Local.ServiceBus.Queues;
using BuyOrder.Local.Worker.Messages;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Local.Hosting;

public sealed class TriggerTests(TestServers servers)
{
    /// <summary>As many deliveries as Service Bus allows by default.</summary>
    private const int UsualDeliveries = 10;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Timer_is_invoked_with_its_own_binding()
    {
        await using var running = await RunningApp.StartAsync(servers, new TestApp().Timer("Tick", "0 0 3 * * *"));

        await running.InvokeAsync("Tick", "{}");
        await RunningApp.UntilAsync(() => !running.App.Calls.IsEmpty);

        var call = running.App.Calls.Single();
        var input = Assert.Single(call.InputData);
        Assert.Equal(("id-of-Tick", "timer"), (call.FunctionId, input.Name));
        Assert.False(JsonElement.Parse(input.Data.Json).GetProperty("IsPastDue").GetBoolean());
    }

    [Fact]
    public async Task Timer_fires_by_itself_as_often_as_it_is_due()
    {
        var firing = new Dictionary<string, TimerSchedule?> { ["Tick"] = TimerSchedule.Every(TimeSpan.FromMilliseconds(50)) };
        await using var running = await RunningApp.StartAsync(servers, new TestApp().Timer("Tick", "0 0 3 * * *"), firing);

        await RunningApp.UntilAsync(() => running.App.Calls.Count >= 3);

        Assert.All(running.App.Calls, call => Assert.Equal("id-of-Tick", call.FunctionId));
    }

    [Fact]
    public async Task Timer_asked_for_while_it_runs_fires_again_afterwards_not_meanwhile()
    {
        var app = new TestApp { Answer = TestApp.Hangs }.Timer("Tick", "0 0 3 * * *");
        app.HostJson(functionTimeout: "00:00:01");
        await using var running = await RunningApp.StartAsync(servers, app);

        await running.InvokeAsync("Tick", "{}");
        await RunningApp.UntilAsync(() => app.Calls.Count == 1);
        var first = running.Host.Worker.Process;
        await running.InvokeAsync("Tick", "{}");
        await RunningApp.UntilAsync(() => app.Calls.Count == 2);

        // The first never ends by itself: the second goes to another process, after the first one's was killed for it.
        Assert.True(first!.HasExited);
    }

    [Fact]
    public async Task Messages_go_out_in_batches_in_their_order()
    {
        var app = new TestApp().Queue("Record", "revenue-events");
        await using var running = await RunningApp.StartAsync(servers, app);
        var queue = running.Host.Queues["revenue-events"];

        foreach (var number in Enumerable.Range(1, 10))
            await queue.SendAsync(Encoding.UTF8.GetBytes($"m{number}"), Cancellation);
        await RunningApp.UntilAsync(() => queue.Figures.Completed == 10);

        var batches = running.App.Calls.Select(Bodies).ToList();
        Assert.Equal(Enumerable.Range(1, 10).Select(number => $"m{number}"), batches.SelectMany(batch => batch));
        Assert.All(batches, batch => Assert.InRange(batch.Count, 1, 4));
        Assert.Equal(new QueueFigures(0, 10, 0, 10), queue.Figures);
    }

    [Fact]
    public async Task Batch_that_fails_comes_again_whole_until_it_is_set_aside_after_ten_deliveries()
    {
        var options = QueueOptions.Revenue() with { MaxDeliveryCount = UsualDeliveries };
        await using var bus = await Broker.StartAsync(preferredPort: 0, [options], TimeProvider.System);
        await using var running = await RunningApp.StartAsync(servers, new TestApp().Queue("Record", "revenue-events"), bus: bus);
        running.App.Answer = _ => Task.FromResult(TestApp.Thrown("it does not work"));
        var queue = running.Host.Queues["revenue-events"];

        await queue.SendAsync("broken"u8.ToArray(), Cancellation);
        await RunningApp.UntilAsync(() => queue.Figures.DeadLettered == 1);
        running.App.Answer = _ => Task.FromResult(TestApp.Done());
        await queue.SendAsync("good"u8.ToArray(), Cancellation);
        await RunningApp.UntilAsync(() => queue.Figures.Completed == 1);

        Assert.Equal(new QueueFigures(0, 1, 1, 11), queue.Figures);
        Assert.Equal(Enumerable.Range(1, 10).Append(1), running.App.Calls.Select(Deliveries));
    }

    [Fact]
    public async Task Message_that_ends_its_worker_is_delivered_again_by_the_next_one()
    {
        await using var running = await RunningApp.StartAsync(servers, new TestApp().Queue("Record", "revenue-events"));
        running.App.Answer = TestApp.Hangs;
        var queue = running.Host.Queues["revenue-events"];

        await queue.SendAsync("message"u8.ToArray(), Cancellation);
        await RunningApp.UntilAsync(() => running.App.Calls.Count == 1);
        running.App.Answer = _ => Task.FromResult(TestApp.Done());
        running.App.Exit(1);
        await RunningApp.UntilAsync(() => queue.Figures.Completed == 1);

        Assert.Equal(0, queue.Figures.DeadLettered);
    }

    [Fact]
    public async Task Worker_that_is_killed_again_and_again_does_not_use_up_the_deliveries()
    {
        await using var running = await RunningApp.StartAsync(servers, new TestApp().Queue("Record", "revenue-events"));
        running.App.Answer = TestApp.Hangs;
        var queue = running.Host.Queues["revenue-events"];

        await queue.SendAsync("message"u8.ToArray(), Cancellation);
        await RunningApp.UntilAsync(() => running.App.Calls.Count == 1);
        foreach (var life in Enumerable.Range(2, UsualDeliveries))
        {
            running.Host.Worker.Kill();
            await RunningApp.UntilAsync(() => running.Host.Worker.Starts == life);
            await running.ReadyAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancellation);
        }
        running.App.Answer = _ => Task.FromResult(TestApp.Done());
        running.Host.Worker.Kill();
        await RunningApp.UntilAsync(() => queue.Figures.Completed == 1);

        // A delivery for each life, which the queue has many more of.
        Assert.Equal(new QueueFigures(0, 1, 0, queue.Figures.Deliveries), queue.Figures);
        Assert.InRange(queue.Figures.Deliveries, 2, UsualDeliveries + 2);
    }

    [Fact]
    public async Task Worker_that_is_down_uses_up_no_deliveries()
    {
        var app = new TestApp().Queue("Record", "revenue-events");
        await using var running = await RunningApp.StartAsync(servers, app);
        var queue = running.Host.Queues["revenue-events"];

        running.Host.Worker.Kill();
        await queue.SendAsync("message"u8.ToArray(), Cancellation);
        await RunningApp.UntilAsync(() => queue.Figures.Completed == 1);

        Assert.Equal(1, queue.Figures.Deliveries);
    }

    private static List<string> Bodies(InvocationRequest call) =>
        [.. Assert.Single(call.InputData).Data.CollectionBytes.Bytes.Select(body => body.ToStringUtf8())];

    private static int Deliveries(InvocationRequest call) => JsonElement.Parse(call.TriggerMetadata["DeliveryCountArray"].Json)[0].GetInt32();
}
