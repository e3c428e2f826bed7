using Azure.Core;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using BuyOrder.Functions.ServiceBus;
using BuyOrder.Orders.Notifications;
using BuyOrder.Orders.Store;
using BuyOrder.Testing.Servers;
using BuyOrder.Testing.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using static BuyOrder.Functions.Tests.Domain.Orders.OrderExamples;

namespace BuyOrder.Functions.Tests.Orders.Notifications;

/// <summary>What an order leaves to be told is told at least once, and an error of the queue never reaches the order.</summary>
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
        Assert.Contains(Hash(1).ToString(), body, StringComparison.Ordinal);
        Assert.Equal(1, bench.Client.Calls);
        Assert.Empty(await bench.RowsAsync());
    }

    public static TheoryData<Exception> AnswersOfTheService() =>
    [
        new UnauthorizedAccessException("401"),
        new ServiceBusException("404", ServiceBusFailureReason.MessagingEntityNotFound),
        new ServiceBusException("full", ServiceBusFailureReason.QuotaExceeded),
        new ServiceBusException("busy", ServiceBusFailureReason.ServiceBusy),
        new ServiceBusException("fault", ServiceBusFailureReason.GeneralError),
        new ServiceBusException("cut", ServiceBusFailureReason.ServiceCommunicationProblem),
    ];

    [Theory]
    [MemberData(nameof(AnswersOfTheService), DisableDiscoveryEnumeration = true)]
    public async Task Message_that_is_not_taken_stays_and_is_sent_again_after_a_pause(Exception answer)
    {
        await bench.CompleteAsync("m-1", bench.SharedKey);
        await bench.FailAsync("m-2", bench.SharedKey);
        var outbox = bench.NewOutbox(bench.SharedKey);
        bench.Client.FailNext(answer);

        await outbox.SendAsync(Cancellation);
        await outbox.SendAsync(Cancellation);
        Assert.Equal((1, 2), (bench.Client.Calls, (await bench.RowsAsync()).Count));
        bench.Clock.Advance(Outbox.FirstPause);
        await outbox.SendAsync(Cancellation);

        Assert.Equal(["m-1:buy-order-completed", "m-2:buy-order-failed"], bench.Queue.Messages.Keys.Order());
        Assert.Empty(await bench.RowsAsync());
    }

    [Fact]
    public async Task Pause_grows_while_the_queue_takes_nothing()
    {
        await bench.CompleteAsync("m-1", bench.SharedKey);
        var outbox = bench.NewOutbox(bench.SharedKey);
        bench.Client.FailNext(new ServiceBusException("busy", ServiceBusFailureReason.ServiceBusy));
        bench.Client.FailNext(new ServiceBusException("busy", ServiceBusFailureReason.ServiceBusy));

        await outbox.SendAsync(Cancellation);
        bench.Clock.Advance(Outbox.FirstPause);
        await outbox.SendAsync(Cancellation);
        Assert.Equal(2, bench.Client.Calls);
        bench.Clock.Advance(Outbox.FirstPause);
        await outbox.SendAsync(Cancellation);
        Assert.Equal(2, bench.Client.Calls);
        bench.Clock.Advance(Outbox.FirstPause);
        await outbox.SendAsync(Cancellation);

        Assert.Single(bench.Queue.Messages);
    }

    [Fact]
    public async Task Message_whose_answer_was_lost_is_sent_again_under_the_same_id()
    {
        await bench.CompleteAsync("m-1", bench.SharedKey);
        var outbox = bench.NewOutbox(bench.SharedKey);
        bench.Client.LoseNextAnswer();

        await outbox.SendAsync(Cancellation);
        Assert.Single(await bench.RowsAsync());
        bench.Clock.Advance(Outbox.FirstPause);
        await outbox.SendAsync(Cancellation);

        Assert.Equal(2, bench.Client.Taken);
        Assert.Single(bench.Queue.Messages);
        Assert.Empty(await bench.RowsAsync());
    }

    [Fact]
    public async Task Message_that_is_refused_for_itself_does_not_stand_in_the_way_of_others()
    {
        await bench.CompleteAsync("m-1", bench.SharedKey);
        await bench.FailAsync("m-2", bench.SharedKey);
        bench.Client.FailNext(new ServiceBusException("too large", ServiceBusFailureReason.MessageSizeExceeded));

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
        await bench.CompleteAsync("m-1", bench.SharedKey);
        var credential = new FixedCredential();
        using var front = new TlsFront(bench.Queue.Port);
        await using var client = NotificationQueue.Connect(
            new NotificationOptions { Namespace = new Uri("https://localhost/") }, credential, Behind(front));

        await bench.NewOutbox(bench.SharedKey, client).SendAsync(Cancellation);

        Assert.Single(bench.Queue.Messages);
        Assert.NotEmpty(credential.Asked);
        Assert.All(credential.Asked, asked => Assert.Equal(["https://servicebus.azure.net/.default"], asked.Scopes));
    }

    [Fact]
    public async Task Message_stays_while_there_is_no_token()
    {
        await bench.CompleteAsync("m-1", bench.SharedKey);
        var credential = new FixedCredential { Fault = new CredentialUnavailableException("no identity here") };
        using var front = new TlsFront(bench.Queue.Port);
        await using var client = NotificationQueue.Connect(
            new NotificationOptions { Namespace = new Uri("https://localhost/") }, credential, Behind(front));

        await bench.NewOutbox(bench.SharedKey, client).SendAsync(Cancellation);

        Assert.Empty(bench.Queue.Messages);
        Assert.Single(await bench.RowsAsync());
    }

    [Fact]
    public async Task Message_stays_while_the_queue_is_down_and_is_sent_when_it_is_back()
    {
        await bench.CompleteAsync("m-1", bench.SharedKey);
        await bench.FailAsync("m-2", bench.SharedKey);
        var outbox = bench.NewOutbox(bench.SharedKey);
        await outbox.SendAsync(Cancellation);
        Assert.Empty(await bench.RowsAsync());
        await bench.FailAsync("m-3", bench.SharedKey);

        await bench.Queue.StopAsync();
        await outbox.SendAsync(Cancellation);
        Assert.Single(await bench.RowsAsync());
        await bench.Queue.RestartAsync();
        bench.Clock.Advance(Outbox.FirstPause);
        await outbox.SendAsync(Cancellation);

        Assert.Equal("m-3:buy-order-failed", Assert.Single(bench.Queue.Messages).Key);
        Assert.Empty(await bench.RowsAsync());
    }

    [Fact]
    public async Task Message_stays_when_a_queue_that_was_reached_says_nothing_in_time()
    {
        await bench.CompleteAsync("m-1", bench.SharedKey);
        using var silent = new SilentServer();
        await using var client = NotificationQueue.Connect(
            bench.SharedKey with { Namespace = new Uri($"http://127.0.0.1:{silent.Port}/") }, identity: null);

        var sending = bench.NewOutbox(bench.SharedKey, client).SendAsync(Cancellation);
        while (!silent.IsAsked)
            await Task.Delay(TimeSpan.FromMilliseconds(10), Cancellation);
        bench.Clock.Advance(NotificationQueue.CallTimeout);
        await sending;

        Assert.Single(await bench.RowsAsync());
    }

    [Fact]
    public async Task Nothing_is_written_when_notifications_are_off()
    {
        await bench.CompleteAsync("m-1", options: null);

        await new Outbox(bench.Tables, bench.Clock, NullLogger<Outbox>.Instance).SendAsync(Cancellation);

        Assert.Empty(await bench.RowsAsync());
    }

    private static ServiceBusClientOptions Behind(TlsFront front) => new()
    {
        CustomEndpointAddress = front.Address,
        CertificateValidationCallback = (_, presented, _, _) => front.Trusts(presented),
    };

    private sealed class FixedCredential : TokenCredential
    {
        public List<TokenRequestContext> Asked { get; } = [];

        public Exception? Fault { get; init; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            if (Fault is not null)
                throw Fault;
            Asked.Add(requestContext);
            return new AccessToken("a-token", DateTimeOffset.UtcNow.AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
