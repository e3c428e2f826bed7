using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using BuyOrder.Functions.Tests.Servers;

namespace BuyOrder.Functions.Tests.Hosting;

/// <summary>The built executable against the contract of a custom handler, as the Functions host keeps it.</summary>
public sealed class ConformanceTests(TestServers servers, ConformanceTests.Running running) : IClassFixture<ConformanceTests.Running>
{
    private const string Queue = "RecordRevenue";

    private HandlerProcess Handler => running.Handler;

    public static TheoryData<bool, bool> Forms() => new() { { true, false }, { false, false }, { true, true }, { false, true } };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Batch_succeeds_whatever_way_its_length_is_told(bool isChunked, bool hasTraceParent)
    {
        var before = await TotalAsync();

        var verdict = await Handler.Host.InvokeAsync(
            Queue,
            HostEnvelope.QueueBatch("messages", [.. SampleRevenue.Sales($"form-{isChunked}-{hasTraceParent}", 3)]),
            new HostCalls.CallForm(isChunked, hasTraceParent));

        Assert.Equal(new HostVerdict(HostOutcome.Succeeded, ""), verdict);
        Assert.Equal(before + 37.50m, await TotalAsync());
    }

    public static TheoryData<string, string> Timers()
    {
        var data = new TheoryData<string, string>();
        foreach (var function in new[] { "ScheduledBuyOrder", "SettleBuyOrders" })
        {
            data.Add(function, HostEnvelope.Timer("timer").ToJsonString());
            data.Add(function, HostEnvelope.Timer("timer", HostEnvelope.FirstScheduleStatus(), isPastDue: true).ToJsonString());
            data.Add(function, HostEnvelope.Timer("other").ToJsonString());
            data.Add(function, """{"Data":{},"Metadata":{}}""");
            data.Add(function, """{"data":{"timer":"{}"},"unknown":[1,{}]}""");
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Timers))]
    public async Task Timer_succeeds_in_every_form(string function, string envelope)
    {
        var verdict = await Handler.Host.InvokeAsync(function, JsonNode.Parse(envelope)!);

        Assert.Equal(new HostVerdict(HostOutcome.Succeeded, ""), verdict);
    }

    [Fact]
    public async Task Broken_messages_never_stop_their_neighbours()
    {
        var before = await TotalAsync();
        var queue = new HostQueue(Handler);
        queue.Send(
            SampleRevenue.Sale("among-1"), [], "nonsense"u8.ToArray(), [0xFF, 0xFE], """{"id":"among-x"}"""u8.ToArray(), SampleRevenue.Sale("among-2"));

        Assert.Equal(HostOutcome.Succeeded, (await queue.DeliverAsync()).Outcome);

        Assert.Equal(before + 25.00m, await TotalAsync());
        Assert.Equal((6, 0), (queue.Completed, queue.DeadLetters));
    }

    [Fact]
    public async Task Completed_batch_that_comes_again_counts_once()
    {
        var batch = SampleRevenue.Sales("again", 20).ToList();
        var queue = new HostQueue(Handler);
        queue.Send(batch);
        Assert.Equal(HostOutcome.Succeeded, (await queue.DeliverAsync()).Outcome);
        var once = await TotalAsync();

        queue.Send(batch);
        Assert.Equal(HostOutcome.Succeeded, (await queue.DeliverAsync()).Outcome);

        Assert.Equal(once, await TotalAsync());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("""{"Data":{},"Metadata":{}}""")]
    public async Task Batch_without_messages_fails(string envelope)
    {
        var verdict = await Handler.Host.InvokeAsync(Queue, JsonNode.Parse(envelope)!);

        Assert.Equal(new HostVerdict(HostOutcome.Failed, "status 400"), verdict);
    }

    [Fact]
    public async Task Call_that_is_not_json_fails()
    {
        using var content = new StringContent("Data=1", Encoding.UTF8, "application/json");
        using var answer = await Handler.Client.PostAsync(new Uri($"/{Queue}", UriKind.Relative), content, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Unknown_function_is_not_found()
    {
        var verdict = await Handler.Host.InvokeAsync("NoSuchFunction", HostEnvelope.Timer("timer"));

        Assert.Equal(new HostVerdict(HostOutcome.Failed, "status 404"), verdict);
    }

    [Fact]
    public async Task Calls_at_once_are_all_recorded()
    {
        var before = await TotalAsync();
        var calls = 16 * Environment.ProcessorCount;

        var verdicts = await Task.WhenAll(Enumerable.Range(0, calls).Select(call => Handler.Host.InvokeAsync(
            Queue, HostEnvelope.QueueBatch("messages", [.. SampleRevenue.Sales($"parallel-{call}", 5)]))));

        Assert.All(verdicts, verdict => Assert.Equal(HostOutcome.Succeeded, verdict.Outcome));
        Assert.Equal(before + (calls * 5 * 12.50m), await TotalAsync());
    }

    [Fact]
    public async Task Batch_of_the_largest_messages_is_not_too_large_a_call()
    {
        var large = Enumerable.Range(0, 100).Select(number => Encoding.UTF8.GetBytes($"{number}{new string('x', 256 * 1000)}")).ToArray();

        var verdict = await Handler.Host.InvokeAsync(Queue, HostEnvelope.QueueBatch("messages", large));

        Assert.Equal(new HostVerdict(HostOutcome.Succeeded, ""), verdict);
    }

    [Fact]
    public async Task Ping_is_quick_while_calls_hang()
    {
        await using var way = await NewSwitchAsync();
        way.Open();
        await using var handler = await StartOnAsync(way);
        Assert.Equal(HostOutcome.Succeeded, (await handler.Host.InvokeAsync(Queue, Batch("before"))).Outcome);
        way.Hold();

        var hanging = Enumerable.Range(0, 8).Select(call => handler.Host.InvokeAsync(Queue, Batch($"hanging-{call}"))).ToList();
        await way.Held.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        var slowest = TimeSpan.Zero;
        for (var ping = 0; ping < 20; ping++)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await handler.Client.GetAsync(new Uri("/", UriKind.Relative), Cancellation);
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(began).Ticks));
        }
        way.Release();

        Assert.True(slowest < TimeSpan.FromSeconds(1), $"The slowest of 20 pings took {slowest}.");
        Assert.All(await Task.WhenAll(hanging), verdict => Assert.Equal(HostOutcome.Succeeded, verdict.Outcome));
    }

    [Fact]
    public async Task Batch_whose_handler_is_killed_is_delivered_again_and_counts_once()
    {
        await using var way = await NewSwitchAsync();
        way.Open();
        await using var handler = await StartOnAsync(way);
        var queue = new HostQueue(handler);
        queue.Send(SampleRevenue.Sales("killed", 40));
        way.Hold();

        var delivery = queue.DeliverAsync();
        await way.Held.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        await handler.KillAsync();
        var died = await delivery;
        way.Release();
        await handler.RestartAsync();
        var delivered = await queue.DeliverAsync();

        Assert.Equal(HostOutcome.Failed, died.Outcome);
        Assert.Equal(HostOutcome.Succeeded, delivered.Outcome);
        Assert.Equal((40, 0, 2), (queue.Completed, queue.DeadLetters, queue.Deliveries));
        Assert.Equal(40 * 12.50m, await TotalAsync(handler));
    }

    [Fact]
    public async Task Handler_listens_before_its_storage_is_there_and_takes_calls_when_it_comes()
    {
        await using var way = await NewSwitchAsync();
        await using var handler = await StartOnAsync(way);
        using var health = await handler.Client.GetAsync(new Uri("/api/health", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);

        var early = handler.Host.InvokeAsync(Queue, Batch("early"));
        way.Open();

        Assert.Equal(new HostVerdict(HostOutcome.Succeeded, ""), await early);
        Assert.Equal(12.50m, await TotalAsync(handler));
        using var later = await handler.Client.GetAsync(new Uri("/api/health", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task Storage_that_goes_away_fails_calls_and_loses_nothing()
    {
        await using var way = await NewSwitchAsync();
        way.Open();
        await using var handler = await StartOnAsync(way);
        var queue = new HostQueue(handler);
        queue.Send(SampleRevenue.Sales("outage", 10));
        Assert.Equal(HostOutcome.Succeeded, (await queue.DeliverAsync()).Outcome);
        queue.Send(SampleRevenue.Sales("outage-2", 10));
        way.Close();

        var during = queue.DeliverAsync();
        using var answer = await handler.Client.GetAsync(new Uri("/api/metrics", UriKind.Relative), Cancellation);
        Assert.Equal(new HostVerdict(HostOutcome.Failed, "status 503"), await during);
        way.Open();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal(HostOutcome.Succeeded, (await queue.DeliverAsync()).Outcome);
        Assert.Equal(20 * 12.50m, await TotalAsync(handler));
    }

    [Fact]
    public async Task Handler_that_is_asked_to_stop_does_not_end_with_0()
    {
        await using var handler = await HandlerProcess.StartAsync(servers);

        Assert.Equal(143, await handler.StopAsync());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static JsonObject Batch(string id) => HostEnvelope.QueueBatch("messages", [SampleRevenue.Sale(id)]);

    private async Task<StorageSwitch> NewSwitchAsync() => new((await servers.AzuriteAsync()).Port, BuyOrder.Local.Servers.FreePort.Any());

    private Task<HandlerProcess> StartOnAsync(StorageSwitch way) => HandlerProcess.StartAsync(
        servers,
        ("BuyOrder__Storage__ConnectionString", BuyOrder.Local.Servers.Azurite.ConnectionStringFor($"http://127.0.0.1:{way.Port}/devstoreaccount1")));

    private Task<decimal> TotalAsync() => TotalAsync(Handler);

    private static async Task<decimal> TotalAsync(HandlerProcess handler)
    {
        var metrics = JsonNode.Parse(await handler.Client.GetStringAsync(new Uri("/api/metrics", UriKind.Relative), Cancellation))!;
        return decimal.Parse(metrics["totalRevenue"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>One handler for the tests that leave it as it was.</summary>
    public sealed class Running(TestServers servers) : IAsyncLifetime
    {
        private HandlerProcess? handler;

        internal HandlerProcess Handler => handler ?? throw new InvalidOperationException("The handler has not been started.");

        public async ValueTask InitializeAsync() => handler = await HandlerProcess.StartAsync(servers);

        public ValueTask DisposeAsync() => Handler.DisposeAsync();
    }
}
