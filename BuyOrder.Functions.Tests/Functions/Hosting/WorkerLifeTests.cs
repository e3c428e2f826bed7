using System.Diagnostics;
using System.Net;
using BuyOrder.Local.Servers;
using BuyOrder.Local.Worker;
using BuyOrder.Testing.Hosting;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Functions.Hosting;

/// <summary>The built app through slow and missing storage, deaths and restarts: what the host sees of it meanwhile.</summary>
public sealed class WorkerLifeTests(TestServers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Uri Metrics = new("/api/metrics", UriKind.Relative);
    private static readonly Uri Live = new("/api/health/live", UriKind.Relative);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task App_answers_quickly_while_calls_hang()
    {
        await using var way = await NewSwitchAsync();
        way.Open();
        await using var app = await StartOnAsync(way);
        Assert.Equal(InvocationResult.Success, await app.Host.DeliverAsync([SampleRevenue.Sale("before")]));
        way.Hold();

        var hanging = Enumerable.Range(0, 8).Select(call => app.Host.DeliverAsync([SampleRevenue.Sale($"hanging-{call}")])).ToList();
        await way.Held.WaitAsync(Patience, Cancellation);
        var slowest = TimeSpan.Zero;
        for (var ping = 0; ping < 20; ping++)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await app.Client.GetAsync(Live, Cancellation);
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, Stopwatch.GetElapsedTime(began).Ticks));
        }
        way.Release();

        Assert.True(slowest < TimeSpan.FromSeconds(5), $"The slowest of 20 pings took {slowest}.");
        Assert.All(await Task.WhenAll(hanging), result => Assert.Equal(InvocationResult.Success, result));
    }

    [Fact]
    public async Task Batch_whose_worker_is_killed_is_delivered_again_and_counts_once()
    {
        await using var way = await NewSwitchAsync();
        way.Open();
        await using var app = await StartOnAsync(way);
        var queue = new HostQueue(app);
        queue.Send(SampleRevenue.Sales("killed", 40));
        way.Hold();

        var delivery = queue.DeliverAsync();
        await way.Held.WaitAsync(Patience, Cancellation);
        await app.KillAsync();
        var died = await delivery;
        way.Release();
        var delivered = await queue.DeliverAsync();

        Assert.Equal(InvocationResult.Failed("the worker died with it"), died);
        Assert.Equal(InvocationResult.Success, delivered);
        Assert.Equal((40, 0, 2), (queue.Completed, queue.DeadLetters, queue.Deliveries));
        Assert.Equal(40 * 12.50m, await app.TotalRevenueAsync());
    }

    [Fact]
    public async Task Request_whose_worker_is_killed_is_an_empty_500_and_the_next_one_is_answered()
    {
        await using var way = await NewSwitchAsync();
        way.Open();
        await using var app = await StartOnAsync(way);
        await app.TotalRevenueAsync();
        way.Hold();

        var call = app.Client.GetAsync(Metrics, Cancellation);
        await way.Held.WaitAsync(Patience, Cancellation);
        await app.KillAsync();
        using var died = await call;
        way.Release();

        Assert.Equal(HttpStatusCode.InternalServerError, died.StatusCode);
        Assert.Empty(await died.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(0m, await app.TotalRevenueAsync());
    }

    [Fact]
    public async Task Caller_who_goes_away_ends_the_call_in_the_app_too()
    {
        await using var way = await NewSwitchAsync();
        way.Open();
        await using var app = await StartOnAsync(way);
        await app.TotalRevenueAsync();
        way.Hold();
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var call = app.Client.GetAsync(Metrics, gone.Token);
        await way.Held.WaitAsync(Patience, Cancellation);
        await gone.CancelAsync();

        await app.Process.WaitForLineAsync(
            line => line.Contains("GET /api/metrics: the call was given up before its answer", StringComparison.Ordinal), Patience, Cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Export_whose_storage_breaks_is_cut_and_never_a_short_whole_file()
    {
        var requests = 0;
        var broken = int.MaxValue;
        var azurite = await servers.AzuriteAsync();
        await using var proxy = await FaultProxy.StartAsync(
            new Uri($"http://127.0.0.1:{azurite.Port}"),
            () => Interlocked.Increment(ref requests) < Volatile.Read(ref broken) ? Fault.None : new Fault(FaultKind.LoseRequest),
            null,
            Cancellation);
        await using var app = await HostedApp.StartAsync(
            servers,
            ("BuyOrder__ShardCount", "1"),
            ("BuyOrder__Storage__ConnectionString", Azurite.ConnectionStringFor($"{proxy.Address}{Azurite.AccountName}")));
        foreach (var batch in SampleRevenue.Sales("exported", 4_000).Chunk(1_000))
            Assert.Equal(InvocationResult.Success, await app.Host.DeliverAsync(batch));
        var export = new Uri("/api/export/revenue.csv", UriKind.Relative);
        var before = Volatile.Read(ref requests);
        var whole = await app.Client.GetStringAsync(export, Cancellation);
        var needed = Volatile.Read(ref requests) - before;

        // The last page is not to be had, whatever is tried.
        Volatile.Write(ref broken, Volatile.Read(ref requests) + needed);
        using var answer = await app.Client.GetAsync(export, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        var part = await Record.ExceptionAsync(() => answer.Content.ReadAsStringAsync(Cancellation));

        Assert.True(needed > 3 && whole.Split('\n').Length > 4_000);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.IsType<HttpRequestException>(part);
    }

    [Fact]
    public async Task App_takes_calls_before_its_storage_is_there_and_answers_when_it_comes()
    {
        await using var way = await NewSwitchAsync();
        await using var app = await StartOnAsync(way);
        using var health = await app.Client.GetAsync(new Uri("/api/health", UriKind.Relative), Cancellation);
        using var live = await app.Client.GetAsync(Live, Cancellation);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (health.StatusCode, live.StatusCode));
        Assert.True(health.Headers.RetryAfter?.Delta > TimeSpan.Zero);

        var early = app.Host.DeliverAsync([SampleRevenue.Sale("early")]);
        way.Open();

        Assert.Equal(InvocationResult.Success, await early);
        Assert.Equal(12.50m, await app.TotalRevenueAsync());
        using var later = await app.Client.GetAsync(new Uri("/api/health", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task Storage_that_goes_away_fails_calls_and_loses_nothing()
    {
        await using var way = await NewSwitchAsync();
        way.Open();
        await using var app = await StartOnAsync(way);
        var queue = new HostQueue(app);
        queue.Send(SampleRevenue.Sales("outage", 10));
        Assert.Equal(InvocationResult.Success, await queue.DeliverAsync());
        queue.Send(SampleRevenue.Sales("outage-2", 10));
        way.Close();

        var during = queue.DeliverAsync();
        using var answer = await app.Client.GetAsync(Metrics, Cancellation);
        // The batch's retries may end a little after those of this request; after a second one's they have ended.
        using var second = await app.Client.GetAsync(Metrics, Cancellation);
        Assert.False(during.IsCompleted);
        way.Open();
        Assert.False((await during).Succeeded);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal(InvocationResult.Success, await queue.DeliverAsync());
        Assert.Equal(20 * 12.50m, await app.TotalRevenueAsync());
    }

    [Fact]
    public async Task Process_that_is_asked_to_stop_does_not_end_with_0()
    {
        await using var app = await HostedApp.StartAsync(servers);

        Assert.Equal(143, await app.StopProcessAsync());
    }

    [Fact]
    public async Task Worker_that_its_host_tells_to_end_ends_by_itself_and_not_with_0()
    {
        var app = await HostedApp.StartAsync(servers);
        var process = app.Process;

        await app.DisposeAsync();

        // Not 137: nothing had to be killed.
        Assert.Equal(143, await process.Exited);
    }

    private async Task<StorageSwitch> NewSwitchAsync() => new((await servers.AzuriteAsync()).Port, FreePort.Any());

    private Task<HostedApp> StartOnAsync(StorageSwitch way)
    {
        var tables = Azurite.ConnectionStringFor($"http://127.0.0.1:{way.Port}/{Azurite.AccountName}");
        return HostedApp.StartAsync(servers, ("BuyOrder__Storage__ConnectionString", tables));
    }
}
