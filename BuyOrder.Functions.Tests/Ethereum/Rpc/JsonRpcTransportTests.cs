using System.Net;
using System.Net.Sockets;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Testing.Nodes;
using BuyOrder.Testing.Servers;
using Microsoft.AspNetCore.Http;

namespace BuyOrder.Functions.Tests.Ethereum.Rpc;

/// <summary>Limits and faults on the way to the node.</summary>
public sealed class JsonRpcTransportTests
{
    private const string Good = """{"jsonrpc":"2.0","id":1,"result":"0x5"}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_that_stays_silent_is_given_up_in_time(bool afterTheFirstBytes)
    {
        await using var server = await FakeNode.StartAsync(async (context, _) =>
        {
            if (afterTheFirstBytes)
            {
                await context.Response.WriteAsync("""{"jsonrpc":"2.0",""", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }

            await FakeNode.StaySilentAsync(context);
        });

        var unavailable = await ReadFailsAsync(
            server.Client(FakeNode.OneAttempt with { AttemptTimeout = TimeSpan.FromMilliseconds(300) }));

        Assert.Equal(NodeFault.Timeout, unavailable.Fault);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_node_that_drips_its_answer_is_cut_by_the_limit_over_the_whole_exchange(int attempts)
    {
        await using var server = await FakeNode.StartAsync(async (context, _) =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(TimeSpan.FromMilliseconds(20), context.RequestAborted);
            }
        });
        var options = new JsonRpcOptions
        {
            MaxReadAttempts = attempts,
            AttemptTimeout = TimeSpan.FromSeconds(attempts == 1 ? 100 : 0.2),
            RetryDelay = TimeSpan.FromSeconds(attempts == 1 ? 0.1 : 30),
            MaxRetryDelay = TimeSpan.FromSeconds(60),
            ExchangeTimeout = TimeSpan.FromSeconds(1),
        };

        var unavailable = await ReadFailsAsync(server.Client(options));

        Assert.Equal(NodeFault.Timeout, unavailable.Fault);
        Assert.Contains("no whole answer within 1 s.", unavailable.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_no_answer_and_the_other_address_is_not_asked(int status)
    {
        await using var other = await FakeNode.StartAsync(Good);
        await using var server = await FakeNode.StartAsync((context, _) =>
        {
            context.Response.Headers.Location = other.Endpoint.ToString();
            return FakeNode.Respond(context, status);
        });
        using var http = NodeConnections.Create(TimeSpan.FromMinutes(1));
        var client = new JsonRpcNode(http, server.Endpoint, FakeNode.OneAttempt, TimeProvider.System);

        var unavailable = await ReadFailsAsync(client);

        Assert.Equal((NodeFault.Redirected, status), (unavailable.Fault, unavailable.HttpStatus));
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task An_answer_that_another_address_gave_is_none_even_if_the_client_went_there()
    {
        await using var other = await FakeNode.StartAsync(Good);
        await using var server = await FakeNode.StartAsync((context, _) =>
        {
            context.Response.Headers.Location = other.Endpoint.ToString();
            return FakeNode.Respond(context, 307);
        });

        Assert.Equal(NodeFault.Redirected, (await ReadFailsAsync(server.Client())).Fault);
        Assert.Single(other.Requests);
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_told_so_and_the_call_stays_unknown()
    {
        using var given = new CancellationTokenSource();
        await using var server = await FakeNode.StartAsync(async (context, _) =>
        {
            await given.CancelAsync();
            await FakeNode.StaySilentAsync(context);
        });
        var batch = new RpcBatch();
        var broadcast = batch.Add(Eth.SendRawTransaction((byte[])[2, 1]));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server.Client().SendAsync(batch, given.Token));

        Assert.Equal((RpcCallState.Unavailable, NodeFault.Cancelled), (broadcast.State, broadcast.Unavailability!.Fault));
        Assert.Equal(BroadcastOutcome.Unknown, Broadcast.Classify(broadcast).Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_answer_above_the_limit_is_refused_whether_it_tells_its_length_or_not(bool tellsLength)
    {
        const int Limit = 40_000;
        var answerBytes = Limit + 1;
        await using var server = await FakeNode.StartAsync(async (context, _) =>
        {
            var body = Good.PadRight(answerBytes);
            context.Response.ContentLength = tellsLength ? body.Length : null;
            await context.Response.WriteAsync(body);
        });
        var client = server.Client(FakeNode.OneAttempt with { MaxAnswerBytes = Limit });

        Assert.Equal(NodeFault.TooLarge, (await ReadFailsAsync(client)).Fault);
        Assert.Single(server.Requests);
        answerBytes = Limit;
        Assert.Equal(5UL, await client.ReadAsync(Eth.ChainId, Cancellation));
    }

    [Fact]
    public async Task A_node_that_is_not_there_is_unavailable_and_its_address_stays_untold()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var http = new HttpClient();
        var client = new JsonRpcNode(http, new Uri($"http://127.0.0.1:{port}/v3/provider-key"), FakeNode.OneAttempt, TimeProvider.System);

        var unavailable = await ReadFailsAsync(client);

        Assert.Equal(NodeFault.Connection, unavailable.Fault);
        Assert.Equal($"127.0.0.1:{port}", unavailable.Node);
        Assert.DoesNotContain("provider-key", unavailable.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_of_an_answer_gives_no_answer()
    {
        await using var server = await FakeNode.StartAsync(async (context, _) =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync(Good);
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        Assert.Equal(NodeFault.Connection, (await ReadFailsAsync(server.Client())).Fault);
    }

    [Fact]
    public async Task A_node_that_dies_while_it_is_connected_to_is_unavailable()
    {
        using var http = new HttpClient(new DyingPeer());
        var client = new JsonRpcNode(http, new Uri("http://127.0.0.1:1/"), FakeNode.OneAttempt, TimeProvider.System);

        Assert.Equal(NodeFault.Connection, (await ReadFailsAsync(client)).Fault);
    }

    [Fact]
    public async Task A_name_can_be_given_and_the_path_is_used()
    {
        await using var server = await FakeNode.StartAsync(async (context, _) =>
            await context.Response.WriteAsync(context.Request.Path == "/v3/key" ? Good.Replace('5', '6') : Good));
        var client = server.Client(FakeNode.OneAttempt with { Name = "first" }, path: "/v3/key");

        Assert.Equal("first", client.Name);
        Assert.Equal(6UL, await client.ReadAsync(Eth.ChainId, Cancellation));
    }

    [Fact]
    public void Options_out_of_their_range_are_refused()
    {
        JsonRpcOptions[] wrong =
        [
            new() { AttemptTimeout = TimeSpan.Zero },
            new() { ExchangeTimeout = TimeSpan.Zero },
            new() { MaxReadAttempts = 0 },
            new() { RetryDelay = TimeSpan.FromSeconds(-1) },
            new() { MaxRetryDelay = TimeSpan.Zero },
            new() { MaxAnswerBytes = 0 },
            new() { MaxBatchCalls = 0 },
        ];
        using var http = new HttpClient();

        Assert.All(wrong, options => Assert.Throws<ArgumentOutOfRangeException>(
            () => new JsonRpcNode(http, new Uri("http://127.0.0.1"), options, TimeProvider.System)));
        Assert.Throws<ArgumentException>(() => new JsonRpcNode(http, new Uri("ws://127.0.0.1"), FakeNode.OneAttempt, TimeProvider.System));
    }

    private static async Task<NodeUnavailableException> ReadFailsAsync(JsonRpcNode node) =>
        await Assert.ThrowsAsync<NodeUnavailableException>(() => node.ReadAsync(Eth.ChainId, Cancellation));
}
