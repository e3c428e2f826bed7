using Azure.Core;
using Azure.Identity;
using BuyOrder.Orders.Notifications;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.StandIns;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Orders.Notifications;

/// <summary>What an order leaves to be told is told at least once, whatever the queue answers, and the order never hears of it.</summary>
public sealed class OutboxTests(TestServers servers) : IAsyncLifetime
{
    private OutboxBench bench = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => bench = await OutboxBench.StartAsync(new MemoryTableStore());

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task Message_is_stored_with_the_step_and_goes_when_the_queue_has_taken_it()
    {
        await bench.UseAsync(await AzuriteStore.NewAsync(servers));
        await bench.CompleteAsync("m-1", bench.SharedKey);
        Assert.Single(await bench.RowsAsync());

        var outbox = bench.NewOutbox(bench.SharedKey);
        await outbox.SendAsync(Cancellation);
        await outbox.SendAsync(Cancellation);

        var (id, body) = Assert.Single(bench.Queue.Messages);
        Assert.Equal("m-1:buy-order-completed", id);
        Assert.Contains("\"event\":\"buy-order-completed\",\"orderId\":\"m-1\"", body, StringComparison.Ordinal);
        Assert.Contains(Hash(1), body, StringComparison.Ordinal);
        Assert.Equal(1, bench.Queue.Calls);
        Assert.Empty(await bench.RowsAsync());
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Message_that_is_not_taken_stays_and_is_sent_again_after_a_pause(int status)
    {
        await bench.CompleteAsync("m-1", bench.SharedKey);
        await bench.FailAsync("m-2", bench.SharedKey);
        var outbox = bench.NewOutbox(bench.SharedKey);
        bench.Queue.FailNext(status);

        await outbox.SendAsync(Cancellation);
        await outbox.SendAsync(Cancellation);
        Assert.Equal((1, 2), (bench.Queue.Calls, (await bench.RowsAsync()).Count));
        bench.Clock.Advance(Outbox.FirstPause);
        await outbox.SendAsync(Cancellation);

        Assert.Equal(["m-1:buy-order-completed", "m-2:buy-order-failed"], bench.Queue.Messages.Keys.Order());
        Assert.Empty(await bench.RowsAsync());
    }

    [Fact]
    public async Task Pause_grows_and_is_never_shorter_than_the_queue_asks_for()
    {
        await bench.CompleteAsync("m-1", bench.SharedKey);
        var outbox = bench.NewOutbox(bench.SharedKey);
        bench.Queue.FailNext(429, retryAfterSeconds: 60);
        bench.Queue.FailNext(500);

        await outbox.SendAsync(Cancellation);
        bench.Clock.Advance(TimeSpan.FromSeconds(59));
        await outbox.SendAsync(Cancellation);
        Assert.Equal(1, bench.Queue.Calls);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await outbox.SendAsync(Cancellation);
        Assert.Equal(2, bench.Queue.Calls);
        bench.Clock.Advance(Outbox.FirstPause);
        await outbox.SendAsync(Cancellation);
        Assert.Equal(2, bench.Queue.Calls);
        bench.Clock.Advance(Outbox.FirstPause);
        await outbox.SendAsync(Cancellation);

        Assert.Single(bench.Queue.Messages);
    }

    [Fact]
    public async Task Message_whose_answer_was_lost_is_sent_again_under_the_same_id()
    {
        await bench.CompleteAsync("m-1", bench.SharedKey);
        var outbox = bench.NewOutbox(bench.SharedKey);
        bench.Queue.LoseNextAnswer();

        await outbox.SendAsync(Cancellation);
        Assert.Single(await bench.RowsAsync());
        bench.Clock.Advance(Outbox.FirstPause);
        await outbox.SendAsync(Cancellation);

        Assert.Equal(2, bench.Queue.Taken);
        Assert.Single(bench.Queue.Messages);
        Assert.Empty(await bench.RowsAsync());
    }

    [Fact]
    public async Task Message_that_is_refused_for_itself_does_not_stand_in_the_way_of_others()
    {
        await bench.CompleteAsync("m-1", bench.SharedKey);
        await bench.FailAsync("m-2", bench.SharedKey);
        bench.Queue.FailNext(400);

        await bench.NewOutbox(bench.SharedKey).SendAsync(Cancellation);

        Assert.Equal("m-2:buy-order-failed", Assert.Single(bench.Queue.Messages).Key);
        Assert.Single(await bench.RowsAsync());
    }

    [Fact]
    public async Task One_tick_sends_a_bounded_number()
    {
        for (var order = 0; order < Outbox.MaxPerTick + 1; order++)
            await bench.FailAsync($"m-{order}", bench.SharedKey);

        await bench.NewOutbox(bench.SharedKey).SendAsync(Cancellation);

        Assert.Equal(Outbox.MaxPerTick, bench.Queue.Messages.Count);
        Assert.Single(await bench.RowsAsync());
    }

    [Fact]
    public async Task Identity_of_the_app_opens_the_queue_with_a_bearer_token()
    {
        await bench.CompleteAsync("m-1", bench.Identity);
        var credential = new FixedCredential();

        await bench.NewOutbox(bench.Identity, credential).SendAsync(Cancellation);

        Assert.Single(bench.Queue.Messages);
        Assert.Equal(["https://servicebus.azure.net/.default"], Assert.Single(credential.Asked).Scopes);
    }

    [Fact]
    public async Task Message_stays_while_there_is_no_token_or_nobody_answers()
    {
        await bench.CompleteAsync("m-1", bench.Identity);

        await bench.NewOutbox(bench.Identity, new FixedCredential { Fault = new CredentialUnavailableException("no identity here") }).SendAsync(Cancellation);
        await bench.NewOutbox(bench.SharedKey with { Namespace = new Uri("http://127.0.0.1:1/") }).SendAsync(Cancellation);

        Assert.Equal(0, bench.Queue.Calls);
        Assert.Single(await bench.RowsAsync());
    }

    [Fact]
    public async Task Nothing_is_written_when_nobody_listens()
    {
        await bench.CompleteAsync("m-1", options: null);

        await new Outbox(bench.Tables, bench.Clock, NullLogger<Outbox>.Instance).SendAsync(Cancellation);

        Assert.Empty(await bench.RowsAsync());
    }

    private sealed class FixedCredential : TokenCredential
    {
        public List<TokenRequestContext> Asked { get; } = [];

        public Exception? Fault { get; init; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            if (Fault is not null)
                throw Fault;
            Asked.Add(requestContext);
            return new AccessToken(ServiceBusStandIn.Token, DateTimeOffset.UtcNow.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
