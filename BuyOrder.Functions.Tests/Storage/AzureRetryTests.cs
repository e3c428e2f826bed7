using System.Diagnostics;
using Azure;
using BuyOrder.Local.Servers;
using BuyOrder.Storage;
using BuyOrder.Storage.Azure;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Storage;

public sealed class AzureRetryTests(TestServers servers) : AzureFaultTests(servers)
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Every_call_succeeds_after_answers_that_mean_later(int status)
    {
        var table = Store(Quick).Table("Things");
        var twice = Enumerable.Repeat(ProxyFault.Status(status), 2);

        Proxy.Next(twice);
        var result = await table.SubmitAsync(Partition, [new TableWrite.Insert("a", Mine)], Cancellation);
        Proxy.Next(twice);
        var row = await table.ReadAsync(Partition, "a", Cancellation);
        Proxy.Next(twice);
        var page = await table.QueryAsync(new TableQuery(Partition), Cancellation);
        Proxy.Next(twice);
        await Store(Quick).CreateMissingAsync(["More"], Cancellation);

        Assert.True(result.Applied);
        Assert.Equal("mine", row!.Values.Text("Text"));
        Assert.Single(page.Rows);
        Assert.Equal(3, Proxy.Requests);
    }

    [Fact]
    public Task Storage_that_dies_while_it_is_connected_to_is_unavailable() => Assert.ThrowsAsync<TableUnavailableException>(
        () => AzureCall.RunAsync<bool>("A call", Quick, async token =>
        {
            using var http = new HttpClient(new DyingPeer());
            using var answer = await http.GetAsync("http://127.0.0.1:1/", token);
            return true;
        }, Cancellation));

    [Fact]
    public async Task Every_call_that_is_never_answered_ends_in_unavailable_after_its_retries()
    {
        var table = Store(Quick).Table("Things");
        Func<Task>[] calls =
        [
            () => table.ReadAsync(Partition, "a", Cancellation),
            () => table.QueryAsync(new TableQuery(Partition), Cancellation),
            () => table.SubmitAsync(Partition, [new TableWrite.Insert("a", Mine)], Cancellation),
            () => Store(Quick).CreateMissingAsync(["More"], Cancellation),
        ];
        ProxyFault[] kinds = [ProxyFault.Status(503, "ServerBusy"), ProxyFault.Cut];
        foreach (var kind in kinds)
        {
            foreach (var call in calls)
            {
                Proxy.Next(Enumerable.Repeat(kind, 100));

                await Assert.ThrowsAsync<TableUnavailableException>(call);

                Assert.Equal(1 + Quick.MaxRetries, Proxy.Requests);
            }
        }
    }

    [Fact]
    public async Task Unavailable_says_what_was_tried_and_what_the_service_said()
    {
        Proxy.Next(Enumerable.Repeat(ProxyFault.Status(503, "ServerBusy"), 100));

        var fault = await Assert.ThrowsAsync<TableUnavailableException>(
            () => Store(Quick).Table("Things").ReadAsync(Partition, "a", Cancellation));

        Assert.Equal($"Reading from {Prefix}Things: table storage is unavailable (503 ServerBusy).", fault.Message);
    }

    [Theory]
    [InlineData("Retry-After", "1")]
    [InlineData("x-ms-retry-after-ms", "1000")]
    public async Task A_retry_comes_no_earlier_than_the_service_asks(string header, string value)
    {
        var watch = Stopwatch.StartNew();
        Proxy.Next(ProxyFault.Status(429, "TooManyRequests", (header, value)));

        await Store(Quick).Table("Things").ReadAsync(Partition, "a", Cancellation);

        Assert.True(watch.Elapsed >= TimeSpan.FromMilliseconds(950), $"It came after {watch.Elapsed}.");
    }

    [Fact]
    public async Task A_call_ends_when_its_time_is_over_even_if_the_service_asks_for_a_longer_wait()
    {
        var impatient = Quick with { CallTimeout = TimeSpan.FromMilliseconds(200) };
        Proxy.Next(ProxyFault.Status(503, "ServerBusy", ("Retry-After", "3600")));

        await Assert.ThrowsAsync<TableUnavailableException>(
            () => Store(impatient).Table("Things").ReadAsync(Partition, "a", Cancellation).WaitAsync(LongEnough, Cancellation));
    }

    [Fact]
    public async Task A_try_that_takes_too_long_is_given_up_and_made_again()
    {
        var impatient = Quick with { TryTimeout = TimeSpan.FromSeconds(1) };
        Proxy.Next(ProxyFault.Stall);

        var row = await Store(impatient).Table("Things").ReadAsync(Partition, "a", Cancellation);

        Assert.Null(row);
        Assert.Equal(2, Proxy.Requests);
    }

    [Fact]
    public async Task Tries_that_all_take_too_long_end_in_unavailable()
    {
        var impatient = Quick with { TryTimeout = TimeSpan.FromMilliseconds(100), MaxRetries = 1 };
        Proxy.Next(Enumerable.Repeat(ProxyFault.Stall, 2));

        await Assert.ThrowsAsync<TableUnavailableException>(
            () => Store(impatient).Table("Things").QueryAsync(new TableQuery(Partition), Cancellation));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        var nowhere = Azurite.ConnectionStringFor($"http://127.0.0.1:{FreePort.Any()}/{Azurite.AccountName}");
        var table = new AzureTableStore(new StorageOptions { ConnectionString = nowhere }, Quick, null).Table("Things");

        await Assert.ThrowsAsync<TableUnavailableException>(() => table.ReadAsync(Partition, "a", Cancellation));
    }

    [Fact]
    public async Task A_key_that_the_account_does_not_have_is_unavailable_at_once()
    {
        var wrongKey = ConnectionString.Replace(Azurite.AccountKey, "AAAA", StringComparison.Ordinal);
        var table = new AzureTableStore(new StorageOptions { ConnectionString = wrongKey }, Quick, null).Table("Things");
        Proxy.Next();

        var fault = await Assert.ThrowsAsync<TableUnavailableException>(
            () => table.SubmitAsync(Partition, [new TableWrite.Insert("a", Mine)], Cancellation));

        Assert.EndsWith("(403).", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, Proxy.Requests);
    }

    [Fact]
    public async Task A_success_that_is_not_the_services_is_no_answer()
    {
        var table = Store(Quick).Table("Things");

        Proxy.Next(ProxyFault.Nonsense);
        await Assert.ThrowsAsync<TableUnavailableException>(() => table.ReadAsync(Partition, "a", Cancellation));
        Proxy.Next(ProxyFault.Nonsense);
        await Assert.ThrowsAsync<TableUnavailableException>(() => table.QueryAsync(new TableQuery(Partition), Cancellation));
        Proxy.Next(ProxyFault.Nonsense);
        await Assert.ThrowsAsync<TableUnavailableException>(
            () => table.SubmitAsync(Partition, [new TableWrite.Insert("a", Mine)], Cancellation));
    }

    [Fact]
    public async Task A_request_that_the_service_understands_and_refuses_is_a_fault_of_ours()
    {
        Proxy.Next(ProxyFault.Status(400, "InvalidInput"));

        await Assert.ThrowsAsync<RequestFailedException>(() => Store(Quick).Table("Things").ReadAsync(Partition, "a", Cancellation));
    }

    [Fact]
    public async Task A_continuation_that_the_service_refuses_is_not_the_one_that_was_given()
    {
        Proxy.Next(ProxyFault.Status(400, "InvalidInput"));
        var query = new TableQuery(Partition, Continuation: TableContinuation.Encode("1!8!cA-- 1!8!YQ--"));

        await Assert.ThrowsAsync<InvalidContinuationException>(() => Store(Quick).Table("Things").QueryAsync(query, Cancellation));
    }

    [Fact]
    public async Task A_caller_that_cancels_gets_its_own_cancellation()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Proxy.Next(Enumerable.Repeat(ProxyFault.Stall, 10));
        var call = Store(Quick).Table("Things").SubmitAsync(Partition, [new TableWrite.Insert("a", Mine)], caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }
}
