using BuyOrder.Local.Servers;
using BuyOrder.Storage;
using BuyOrder.Storage.Azure;
using BuyOrder.Testing.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>The proxy itself: each fault does to a request what its name says, and the tables work through it.</summary>
[Trait("Category", "Chaos")]
public sealed class FaultProxyTests(TestServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FaultKind.None, 1, "200 counted")]
    [InlineData(FaultKind.Delay, 1, "200 counted")]
    [InlineData(FaultKind.LoseRequest, 0, "cut")]
    [InlineData(FaultKind.LoseAnswer, 1, "cut")]
    [InlineData(FaultKind.CutAnswer, 1, "cut")]
    [InlineData(FaultKind.Twice, 2, "200 counted")]
    [InlineData(FaultKind.Echo, 2, "200 counted")]
    [InlineData(FaultKind.Refuse, 0, "503 ")]
    [InlineData(FaultKind.RefuseApplied, 1, "503 ")]
    internal async Task Fault_does_what_its_name_says(FaultKind kind, int arrivals, string answer)
    {
        await using var server = await CountingServer.StartAsync();
        await using var proxy = await FaultProxy.StartAsync(server.Address, () => new Fault(kind, default, 503), null, Cancellation);

        var told = await AskAsync(proxy.Address);

        Assert.Equal(answer, told);
        await server.WaitForAsync(arrivals);
        Assert.Equal(arrivals, server.Arrivals);
    }

    [Fact]
    public async Task Stall_keeps_the_answer_until_the_caller_gives_up()
    {
        await using var server = await CountingServer.StartAsync();
        await using var proxy = await FaultProxy.StartAsync(server.Address, () => new Fault(FaultKind.Stall), null, Cancellation);
        using var http = new HttpClient();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var asking = http.GetAsync(proxy.Address, patience.Token);
        await server.WaitForAsync(1);
        Assert.False(asking.IsCompleted);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task Watcher_sees_a_request_before_and_after_and_may_end_it()
    {
        await using var server = await CountingServer.StartAsync();
        var seen = new List<int?>();
        await using var proxy = await FaultProxy.StartAsync(server.Address, () => Fault.None, WatchAsync, Cancellation);

        Assert.Equal("cut", await AskAsync(proxy.Address));
        Assert.Equal([null, 200], seen);
        Assert.Equal(1, server.Arrivals);

        Task<bool> WatchAsync(Exchange exchange)
        {
            seen.Add(exchange.Answer?.Status);
            return Task.FromResult(exchange.IsApplied);
        }
    }

    [Theory]
    [InlineData(FaultKind.None)]
    [InlineData(FaultKind.Echo)]
    internal async Task Tables_are_written_and_read_page_by_page_through_it(FaultKind kind)
    {
        var azurite = await servers.AzuriteAsync();
        var target = new Uri($"http://127.0.0.1:{azurite.Port}");
        await using var proxy = await FaultProxy.StartAsync(target, () => new Fault(kind), null, Cancellation);
        var store = new AzureTableStore(new StorageOptions
        {
            ConnectionString = Azurite.ConnectionStringFor($"{proxy.Address}{Azurite.AccountName}"),
            TablePrefix = TestServers.NewTablePrefix(),
        });
        await store.CreateMissingAsync(["Rows"], Cancellation);
        var table = store.Table("Rows");
        TableWrite[] rows =
            [.. Enumerable.Range(10, 30).Select(number => new TableWrite.Insert($"r:{number}", new RowValues { ["number"] = number }))];
        Assert.True((await table.SubmitAsync("a:b", rows, Cancellation)).Applied);

        var read = new List<string>();
        string? continuation = null;
        do
        {
            var page = await table.QueryAsync(new TableQuery("a:b", PageSize: 7, Continuation: continuation), Cancellation);
            read.AddRange(page.Rows.Select(row => row.Key));
            continuation = page.Continuation;
        }
        while (continuation is not null);

        Assert.Equal(rows.Select(row => row.Key), read);
    }

    private static async Task<string> AskAsync(Uri address)
    {
        using var http = new HttpClient();
        try
        {
            using var answer = await http.PostAsync(address, new StringContent("count"), Cancellation);
            return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancellation)}";
        }
        catch (HttpRequestException)
        {
            return "cut";
        }
    }

    /// <summary>Counts what arrives.</summary>
    private sealed class CountingServer : IAsyncDisposable
    {
        private readonly WebApplication app;
        private readonly SemaphoreSlim arrived = new(0);
        private int arrivals;

        private CountingServer(WebApplication app) => this.app = app;

        public Uri Address => new(app.Urls.Single());

        public int Arrivals => arrivals;

        public static async Task<CountingServer> StartAsync()
        {
            var server = new CountingServer(LoopbackApp.Create());
            server.app.Run(server.CountAsync);
            await server.app.StartAsync(Cancellation);
            return server;
        }

        public async Task WaitForAsync(int count)
        {
            for (var each = 0; each < count; each++)
                Assert.True(await arrived.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
        }

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            arrived.Dispose();
        }

        private Task CountAsync(HttpContext context)
        {
            Interlocked.Increment(ref arrivals);
            arrived.Release();
            return context.Response.WriteAsync("counted");
        }
    }
}
