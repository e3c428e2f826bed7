using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using BuyOrder.Local.Servers;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Functions.Hosting;

/// <summary>The built executable through slow and missing storage, deaths and restarts: what the host sees of it meanwhile.</summary>
public sealed class HandlerLifeTests(TestServers servers)
{
    private const string Queue = "RecordRevenue";

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

        Assert.True(slowest < TimeSpan.FromSeconds(5), $"The slowest of 20 pings took {slowest}.");
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
        Assert.Equal(40 * 12.50m, await handler.TotalRevenueAsync());
    }

    [Fact]
    public async Task Handler_listens_before_its_storage_is_there_and_takes_calls_when_it_comes()
    {
        await using var way = await NewSwitchAsync();
        await using var handler = await StartOnAsync(way);
        using var health = await handler.Client.GetAsync(new Uri("/api/health", UriKind.Relative), Cancellation);
        using var live = await handler.Client.GetAsync(new Uri("/api/health/live", UriKind.Relative), Cancellation);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (health.StatusCode, live.StatusCode));
        Assert.True(health.Headers.RetryAfter?.Delta > TimeSpan.Zero);

        var early = handler.Host.InvokeAsync(Queue, Batch("early"));
        way.Open();

        Assert.Equal(new HostVerdict(HostOutcome.Succeeded, ""), await early);
        Assert.Equal(12.50m, await handler.TotalRevenueAsync());
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
        Assert.Equal(20 * 12.50m, await handler.TotalRevenueAsync());
    }

    [Fact]
    public async Task Handler_that_is_asked_to_stop_does_not_end_with_0()
    {
        await using var handler = await HostedApp.StartAsync(servers);

        Assert.Equal(143, await handler.StopAsync());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static JsonObject Batch(string id) => HostEnvelope.QueueBatch("messages", [SampleRevenue.Sale(id)]);

    private async Task<StorageSwitch> NewSwitchAsync() => new((await servers.AzuriteAsync()).Port, FreePort.Any());

    private Task<HostedApp> StartOnAsync(StorageSwitch way)
    {
        var tables = Azurite.ConnectionStringFor($"http://127.0.0.1:{way.Port}/{Azurite.AccountName}");
        return HostedApp.StartAsync(servers, ("BuyOrder__Storage__ConnectionString", tables));
    }
}
