using System.Text;
using System.Text.Json;
using BuyOrder.Local.Hosting;
using BuyOrder.Local.ServiceBus;
using BuyOrder.Local.ServiceBus.Queues;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Local.Hosting;

public sealed class TriggerTests(TestServers servers)
{
    /// <summary>As many deliveries as Service Bus allows by default.</summary>
    private const int UsualDeliveries = 10;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Trigger_call_is_posted_in_chunks_with_the_hosts_headers()
    {
        await using var running = await RunningApp.StartAsync(servers, new TestApp().Timer("Tick", "0 0 3 * * *"));

        await running.InvokeAsync("Tick", "{}");
        await RunningApp.UntilAsync(() => running.App.Calls().Count == 1);

        var call = running.App.Calls()[0];
        var headers = call.GetProperty("headers");
        Assert.Equal(("POST", "/Tick"), (call.GetProperty("method").GetString(), call.GetProperty("url").GetString()));
        Assert.Equal("chunked", headers.GetProperty("transfer-encoding").GetString());
        Assert.False(headers.TryGetProperty("content-length", out _));
        Assert.Equal("application/json; charset=utf-8", headers.GetProperty("content-type").GetString());
        Assert.True(Guid.TryParse(headers.GetProperty("x-azure-functions-invocationid").GetString(), out _));
        Assert.StartsWith("4.", headers.GetProperty("x-azure-functions-hostversion").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("Azure-Functions-Host/4.", headers.GetProperty("user-agent").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timer_fires_by_itself_as_often_as_it_is_due()
    {
        var firing = new Dictionary<string, TimerSchedule?> { ["Tick"] = TimerSchedule.Every(TimeSpan.FromMilliseconds(50)) };
        await using var running = await RunningApp.StartAsync(servers, new TestApp().Timer("Tick", "0 0 3 * * *"), firing);

        await RunningApp.UntilAsync(() => running.App.Calls().Count >= 3);

        Assert.All(running.App.Calls(), call => Assert.Equal("/Tick", call.GetProperty("url").GetString()));
    }

    [Fact]
    public async Task Timer_asked_for_while_it_runs_fires_again_afterwards_not_meanwhile()
    {
        var app = new TestApp().Timer("Tick", "0 0 3 * * *");
        app.HostJson(functionTimeout: "00:00:01");
        app.Answer("hang");
        await using var running = await RunningApp.StartAsync(servers, app);

        await running.InvokeAsync("Tick", "{}");
        await RunningApp.UntilAsync(() => app.Calls().Count == 1);
        await running.InvokeAsync("Tick", "{}");
        await RunningApp.UntilAsync(() => app.Calls().Count == 2);

        // The first never ends by itself: the second comes from another process, after the first one's was killed for it.
        Assert.NotEqual(app.Calls()[0].GetProperty("pid").GetInt32(), app.Calls()[1].GetProperty("pid").GetInt32());
    }

    [Fact]
    public async Task Messages_go_out_in_batches_in_their_order()
    {
        var app = new TestApp().Queue("Record", "revenue-events");
        await using var running = await RunningApp.StartAsync(servers, app, null, ("START_DELAY_MS", "300"));
        var queue = running.Host.Queues["revenue-events"];

        foreach (var number in Enumerable.Range(1, 10))
            await queue.SendAsync(Encoding.UTF8.GetBytes($"m{number}"), Cancellation);
        await RunningApp.UntilAsync(() => queue.Figures.Completed == 10);

        var batches = running.App.Calls().Select(Bodies).ToList();
        Assert.Equal(Enumerable.Range(1, 10).Select(number => $"m{number}"), batches.SelectMany(batch => batch));
        Assert.All(batches, batch => Assert.InRange(batch.Count, 1, 4));
        Assert.Equal(new QueueFigures(0, 10, 0, 10), queue.Figures);
    }

    [Fact]
    public async Task Batch_that_fails_comes_again_whole_until_it_is_set_aside_after_ten_deliveries()
    {
        var options = QueueOptions.Revenue() with { MaxDeliveryCount = UsualDeliveries };
        await using var bus = await Broker.StartAsync(preferredPort: 0, [options], TimeProvider.System);
        await using var running = await RunningApp.StartAsync(servers, new TestApp().Queue("Record", "revenue-events"), bus);
        running.App.Answer("text");
        await running.ReadyAsync();
        var queue = running.Host.Queues["revenue-events"];

        await queue.SendAsync("broken"u8.ToArray(), Cancellation);
        await RunningApp.UntilAsync(() => queue.Figures.DeadLettered == 1);
        running.App.Answer("ok");
        await queue.SendAsync("good"u8.ToArray(), Cancellation);
        await RunningApp.UntilAsync(() => queue.Figures.Completed == 1);

        Assert.Equal(new QueueFigures(0, 1, 1, 11), queue.Figures);
        Assert.Equal(Enumerable.Range(1, 10).Append(1), running.App.Calls().Select(Deliveries));
    }

    [Fact]
    public async Task Message_that_kills_its_handler_is_delivered_again_by_the_next_one()
    {
        await using var running = await RunningApp.StartAsync(servers, new TestApp().Queue("Record", "revenue-events"));
        running.App.Answer("exit1");
        var queue = running.Host.Queues["revenue-events"];

        await queue.SendAsync("message"u8.ToArray(), Cancellation);
        await RunningApp.UntilAsync(() => running.App.Calls().Count == 1);
        running.App.Answer("ok");
        await RunningApp.UntilAsync(() => queue.Figures.Completed == 1);

        Assert.Equal(0, queue.Figures.DeadLettered);
    }

    [Fact]
    public async Task Handler_that_is_killed_again_and_again_does_not_use_up_the_deliveries()
    {
        await using var running = await RunningApp.StartAsync(servers, new TestApp().Queue("Record", "revenue-events"));
        running.App.Answer("hang");
        var queue = running.Host.Queues["revenue-events"];

        await queue.SendAsync("message"u8.ToArray(), Cancellation);
        await RunningApp.UntilAsync(() => running.App.Calls().Count == 1);
        foreach (var life in Enumerable.Range(2, UsualDeliveries))
        {
            running.Host.Handler.Kill();
            await RunningApp.UntilAsync(() => running.Host.Handler.Starts == life);
            await running.ReadyAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
        running.App.Answer("ok");
        running.Host.Handler.Kill();
        await RunningApp.UntilAsync(() => queue.Figures.Completed == 1);

        // A delivery for each life, which the queue has many more of.
        Assert.Equal(new QueueFigures(0, 1, 0, queue.Figures.Deliveries), queue.Figures);
        Assert.InRange(queue.Figures.Deliveries, 2, UsualDeliveries + 2);
    }

    [Fact]
    public async Task Handler_that_is_down_uses_up_no_deliveries()
    {
        var app = new TestApp().Queue("Record", "revenue-events");
        await using var running = await RunningApp.StartAsync(servers, app, null, ("START_DELAY_MS", "1000"));
        var queue = running.Host.Queues["revenue-events"];

        await queue.SendAsync("message"u8.ToArray(), Cancellation);
        await RunningApp.UntilAsync(() => queue.Figures.Completed == 1);

        Assert.Equal(1, queue.Figures.Deliveries);
    }

    private static JsonElement Body(JsonElement call) => JsonElement.Parse(call.GetProperty("body").GetString()!);

    private static List<string> Bodies(JsonElement call) =>
        [.. JsonElement.Parse(Body(call).GetProperty("Data").GetProperty("messages").GetString()!).EnumerateArray()
            .Select(each => Encoding.UTF8.GetString(each.GetBytesFromBase64()))];

    private static int Deliveries(JsonElement call) =>
        JsonElement.Parse(Body(call).GetProperty("Metadata").GetProperty("DeliveryCountArray").GetString()!)[0].GetInt32();
}
