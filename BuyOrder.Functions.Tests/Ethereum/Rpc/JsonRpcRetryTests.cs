using BuyOrder.Ethereum.Rpc;
using BuyOrder.Testing.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Ethereum.Rpc;

/// <summary>Reads are sent again, broadcasts never.</summary>
public sealed class JsonRpcRetryTests
{
    private const string Good = """{"jsonrpc":"2.0","id":1,"result":"0x5"}""";

    private static readonly JsonRpcOptions ThreeAttempts = new()
    {
        MaxReadAttempts = 3,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaxRetryDelay = TimeSpan.FromSeconds(60),
        AttemptTimeout = TimeSpan.FromMinutes(5),
        ExchangeTimeout = TimeSpan.FromMinutes(10),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(500, 3)]
    [InlineData(502, 3)]
    [InlineData(503, 3)]
    [InlineData(429, 3)]
    [InlineData(408, 3)]
    [InlineData(400, 1)]
    [InlineData(401, 1)]
    [InlineData(403, 1)]
    [InlineData(404, 1)]
    [InlineData(204, 1)]
    public async Task Reads_are_sent_again_after_a_status_that_may_pass(int status, int requests)
    {
        await using var server = await FakeNode.StartAsync(status);

        var unavailable = await ReadFailsAsync(server.Client(ThreeAttempts));

        var expected = status == 204 ? (NodeFault.Malformed, null) : (NodeFault.HttpStatus, (int?)status);
        Assert.Equal(expected, (unavailable.Fault, unavailable.HttpStatus));
        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task A_read_succeeds_when_a_later_attempt_does()
    {
        var attempts = 0;
        await using var server = await FakeNode.StartAsync(async (context, _) =>
        {
            switch (Interlocked.Increment(ref attempts))
            {
                case 1:
                    await FakeNode.Respond(context, 503);
                    break;
                case 2:
                    context.Abort();
                    break;
                default:
                    await context.Response.WriteAsync(Good);
                    break;
            }
        });

        Assert.Equal(5UL, await server.Client(ThreeAttempts).ReadAsync(Eth.ChainId, Cancellation));
        Assert.Equal(3, server.Requests.Count);
    }

    /// <summary>A broadcast whose answer is lost may have happened: sending it again is for the caller to decide.</summary>
    [Theory]
    [InlineData(503, false)]
    [InlineData(429, false)]
    [InlineData(503, true)]
    [InlineData(0, false)]
    [InlineData(0, true)]
    public async Task A_batch_with_a_broadcast_is_never_sent_again(int status, bool withRead)
    {
        await using var server = await FakeNode.StartAsync((context, _) =>
        {
            if (status == 0)
            {
                context.Abort();
            }

            return FakeNode.Respond(context, status == 0 ? 200 : status);
        });
        var batch = new RpcBatch();
        if (withRead)
        {
            batch.Add(Eth.ChainId);
        }

        var broadcast = batch.Add(Eth.SendRawTransaction((byte[])[2, 1]));

        await Assert.ThrowsAsync<NodeUnavailableException>(() => server.Client(ThreeAttempts).SendAsync(batch, Cancellation));

        Assert.Single(server.Requests);
        Assert.Equal(BroadcastOutcome.Unknown, Broadcast.Classify(broadcast).Outcome);
    }

    [Theory]
    [InlineData("30", 30)]
    [InlineData("Thu, 01 Jan 2026 00:00:40 GMT", 40)]
    public async Task A_node_is_left_alone_for_as_long_as_it_asks(string retryAfter, int seconds)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var arrivals = new List<TimeSpan>();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await FakeNode.StartAsync(async (context, _) =>
        {
            arrivals.Add(time.GetUtcNow() - time.Start);
            first.TrySetResult();
            if (arrivals.Count == 1)
            {
                context.Response.Headers.RetryAfter = retryAfter;
                context.Response.StatusCode = 429;
                return;
            }

            await context.Response.WriteAsync(Good);
        });

        var read = server.Client(ThreeAttempts, time).ReadAsync(Eth.ChainId, Cancellation);
        await first.Task;
        await PassTimeAsync(time, until: read);

        Assert.Equal(5UL, await read);
        Assert.Equal([true, false], arrivals.Select(arrival => arrival < TimeSpan.FromSeconds(seconds)));
    }

    [Fact]
    public async Task A_read_that_had_no_answer_in_time_is_sent_again()
    {
        await using var server = await FakeNode.StartAsync((context, _) => FakeNode.StaySilentAsync(context));

        var unavailable = await ReadFailsAsync(
            server.Client(ThreeAttempts with { AttemptTimeout = TimeSpan.FromMilliseconds(300), MaxReadAttempts = 2 }));

        Assert.Equal(NodeFault.Timeout, unavailable.Fault);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_node_that_asks_for_more_time_than_there_is_is_given_up_at_once()
    {
        await using var server = await FakeNode.StartAsync((context, _) =>
        {
            context.Response.Headers.RetryAfter = "61";
            return FakeNode.Respond(context, 503);
        });

        await ReadFailsAsync(server.Client(ThreeAttempts));

        Assert.Single(server.Requests);
    }

    private static async Task<NodeUnavailableException> ReadFailsAsync(JsonRpcNode node) =>
        await Assert.ThrowsAsync<NodeUnavailableException>(() => node.ReadAsync(Eth.ChainId, Cancellation));

    private static async Task PassTimeAsync(FakeTimeProvider time, Task until)
    {
        while (!until.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(1, Cancellation);
        }
    }
}
