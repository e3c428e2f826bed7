using Azure.Messaging.ServiceBus;
using BuyOrder.Local.ServiceBus;
using BuyOrder.Local.ServiceBus.Queues;

namespace BuyOrder.Functions.Tests.Local.ServiceBus;

/// <summary>What the SDK for .NET does with a namespace, done with the broker.</summary>
public sealed class BrokerTests : IAsyncLifetime
{
    private const int MaxDeliveryCount = 3;
    private const string Revenue = QueueOptions.RevenueName;
    private const string Short = "short-locks";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ShortLock = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(300);

    private Broker broker = null!;
    private ServiceBusClient client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        broker = await Broker.StartAsync(
            preferredPort: 0,
            [
                QueueOptions.Revenue() with { MaxDeliveryCount = MaxDeliveryCount },
                QueueOptions.Notifications(),
                new QueueOptions(Short) { LockDuration = ShortLock },
            ],
            TimeProvider.System);
        client = new ServiceBusClient(broker.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await broker.DisposeAsync();
    }

    [Fact]
    public async Task Message_arrives_as_it_was_sent_with_what_the_queue_says_of_it()
    {
        var moment = DateTimeOffset.FromUnixTimeMilliseconds(1_764_000_000_123);
        var values = new Dictionary<string, object?>
        {
            ["int"] = 5,
            ["long"] = 5L,
            ["guid"] = Guid.NewGuid(),
            ["decimal"] = 12.34m,
            ["bool"] = true,
            ["char"] = 'x',
            ["null"] = null,
            ["time"] = moment,
            ["span"] = TimeSpan.FromMinutes(3),
            ["uri"] = new Uri("http://a/b"),
            ["text"] = "ünïcode €",
        };
        var sent = new ServiceBusMessage("hello")
        {
            MessageId = "m1",
            Subject = "s",
            ContentType = "application/json",
            CorrelationId = "c",
            To = "t",
            TimeToLive = TimeSpan.FromMinutes(5),
        };
        foreach (var (name, value) in values)
            sent.ApplicationProperties[name] = value;

        await SendAsync(Revenue, sent);
        await using var receiver = client.CreateReceiver(Revenue);
        var got = await ReceiveAsync(receiver);
        await receiver.CompleteMessageAsync(got, Cancellation);

        Assert.Equal(("hello", "m1", "s", "application/json", "c", "t"), (got.Body.ToString(), got.MessageId, got.Subject, got.ContentType, got.CorrelationId, got.To));
        Assert.Equal(values, got.ApplicationProperties.ToDictionary(each => each.Key, object? (each) => each.Value));
        Assert.Equal((1, 1L, TimeSpan.FromMinutes(5)), (got.DeliveryCount, got.SequenceNumber, got.TimeToLive));
        Assert.True(Guid.TryParse(got.LockToken, out _));
        Assert.InRange(got.EnqueuedTime, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.InRange(got.LockedUntil, DateTimeOffset.UtcNow.AddMinutes(4), DateTimeOffset.UtcNow.AddMinutes(6));
        Assert.Equal(new QueueFigures(0, 1, 0, 1), broker[Revenue].Figures);
    }

    [Fact]
    public async Task Batch_of_a_thousand_arrives_in_its_order()
    {
        await using var sender = client.CreateSender(Revenue);
        await sender.SendMessagesAsync(Enumerable.Range(0, 1000).Select(number => new ServiceBusMessage($"{number}")), Cancellation);

        await using var receiver = client.CreateReceiver(Revenue);
        var bodies = new List<string>();
        while (bodies.Count < 1000)
        {
            var batch = await receiver.ReceiveMessagesAsync(100, Patience, Cancellation);
            Assert.InRange(batch.Count, 1, 100);
            bodies.AddRange(batch.Select(message => message.Body.ToString()));
            await Task.WhenAll(batch.Select(message => receiver.CompleteMessageAsync(message, Cancellation)));
        }

        Assert.Equal(Enumerable.Range(0, 1000).Select(number => $"{number}"), bodies);
        Assert.Equal(new QueueFigures(0, 1000, 0, 1000), broker[Revenue].Figures);
    }

    [Fact]
    public async Task Message_that_is_too_large_is_refused_and_one_that_just_fits_is_not()
    {
        await using var sender = client.CreateSender(Revenue);

        using (var batch = await sender.CreateMessageBatchAsync(Cancellation))
            Assert.Equal(1024 * 1024, batch.MaxSizeInBytes);
        await sender.SendMessageAsync(new ServiceBusMessage(new byte[1000 * 1024]), Cancellation);
        var refused = await Assert.ThrowsAsync<ServiceBusException>(
            () => sender.SendMessageAsync(new ServiceBusMessage(new byte[2 * 1024 * 1024]), Cancellation));

        Assert.Equal(ServiceBusFailureReason.MessageSizeExceeded, refused.Reason);
        await using var receiver = client.CreateReceiver(Revenue);
        Assert.Equal(1000 * 1024, (await ReceiveAsync(receiver)).Body.ToMemory().Length);
    }

    [Fact]
    public async Task Message_that_is_abandoned_too_often_is_among_the_dead_letters()
    {
        await SendAsync(Revenue, new ServiceBusMessage("again"));
        await using var receiver = client.CreateReceiver(Revenue);
        for (var delivery = 1; delivery <= MaxDeliveryCount; delivery++)
        {
            var message = await ReceiveAsync(receiver);
            Assert.Equal(delivery, message.DeliveryCount);
            await receiver.AbandonMessageAsync(message, cancellationToken: Cancellation);
        }

        await using var deadLetters = client.CreateReceiver(Revenue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        var dead = await ReceiveAsync(deadLetters);

        Assert.Equal(("again", "MaxDeliveryCountExceeded", Revenue), (dead.Body.ToString(), dead.DeadLetterReason, dead.DeadLetterSource));
        Assert.Null(await receiver.ReceiveMessageAsync(Glance, Cancellation));
        Assert.Equal(new QueueFigures(0, 0, 1, MaxDeliveryCount), broker[Revenue].Figures);
        await deadLetters.CompleteMessageAsync(dead, Cancellation);
        Assert.Equal(0, broker[Revenue].Figures.DeadLettered);
    }

    [Fact]
    public async Task Message_is_set_aside_at_its_receivers_wish_with_the_reason()
    {
        await SendAsync(Revenue, new ServiceBusMessage("bad"));
        await using var receiver = client.CreateReceiver(Revenue);
        await receiver.DeadLetterMessageAsync(await ReceiveAsync(receiver), "Broken", "no amount", Cancellation);

        await using var deadLetters = client.CreateReceiver(Revenue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        var dead = await ReceiveAsync(deadLetters);

        Assert.Equal(("bad", "Broken", "no amount"), (dead.Body.ToString(), dead.DeadLetterReason, dead.DeadLetterErrorDescription));
    }

    [Fact]
    public async Task Message_whose_lock_is_over_comes_again_and_its_first_receiver_hears_so()
    {
        await SendAsync(Short, new ServiceBusMessage("slow"));
        await using var receiver = client.CreateReceiver(Short);
        var first = await ReceiveAsync(receiver);
        await receiver.RenewMessageLockAsync(first, Cancellation);

        var again = await ReceiveAsync(receiver);
        var lost = await Assert.ThrowsAsync<ServiceBusException>(() => receiver.CompleteMessageAsync(first, Cancellation));
        var gone = await Assert.ThrowsAsync<ServiceBusException>(() => receiver.RenewMessageLockAsync(first, Cancellation));

        Assert.Equal((ServiceBusFailureReason.MessageLockLost, ServiceBusFailureReason.MessageLockLost), (lost.Reason, gone.Reason));
        Assert.Equal(2, again.DeliveryCount);
        await receiver.CompleteMessageAsync(again, Cancellation);
    }

    [Fact]
    public async Task Receiver_that_finds_nothing_gets_what_comes_later_once()
    {
        await using var receiver = client.CreateReceiver(Revenue);
        for (var round = 1; round <= 3; round++)
        {
            Assert.Empty(await receiver.ReceiveMessagesAsync(100, Glance, Cancellation));
            using (var given = new CancellationTokenSource(Glance))
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiver.ReceiveMessagesAsync(100, null, given.Token));

            await SendAsync(Revenue, new ServiceBusMessage($"late {round}"));
            var late = Assert.Single(await receiver.ReceiveMessagesAsync(100, Patience, Cancellation));

            Assert.Equal(($"late {round}", 1), (late.Body.ToString(), late.DeliveryCount));
            await receiver.CompleteMessageAsync(late, Cancellation);
        }

        Assert.Equal(new QueueFigures(0, 3, 0, 3), broker[Revenue].Figures);
    }

    [Fact]
    public async Task Messages_with_one_id_both_count_for_revenue_and_once_for_notifications()
    {
        foreach (var queue in new[] { Revenue, QueueOptions.NotificationsName })
        {
            await SendAsync(queue, new ServiceBusMessage("a") { MessageId = "same" });
            await SendAsync(queue, new ServiceBusMessage("b") { MessageId = "same" });
        }

        Assert.Equal((2, 1), (broker[Revenue].Figures.Active, broker[QueueOptions.NotificationsName].Figures.Active));
    }

    [Fact]
    public async Task Messages_are_shown_without_being_received()
    {
        await using var sender = client.CreateSender(Revenue);
        await sender.SendMessagesAsync([new("p1"), new("p2"), new("p3")], Cancellation);
        await using var receiver = client.CreateReceiver(Revenue);

        var shown = await receiver.PeekMessagesAsync(10, cancellationToken: Cancellation);

        Assert.Equal(["p1", "p2", "p3"], shown.Select(message => message.Body.ToString()));
        Assert.Empty(await receiver.PeekMessagesAsync(10, cancellationToken: Cancellation));
        Assert.Equal(0, broker[Revenue].Figures.Deliveries);
    }

    [Fact]
    public async Task What_is_not_offered_is_refused_and_loses_nothing()
    {
        await using var sender = client.CreateSender(Revenue);
        var later = DateTimeOffset.UtcNow.AddMinutes(1);
        await Assert.ThrowsAnyAsync<Exception>(() => sender.ScheduleMessageAsync(new ServiceBusMessage("x"), later, Cancellation));
        await Assert.ThrowsAnyAsync<Exception>(
            () => sender.SendMessageAsync(new ServiceBusMessage("x") { ScheduledEnqueueTime = later }, Cancellation));
        await sender.SendMessageAsync(new ServiceBusMessage("kept"), Cancellation);
        await using var receiver = client.CreateReceiver(Revenue);
        var message = await ReceiveAsync(receiver);

        await Assert.ThrowsAnyAsync<Exception>(() => receiver.DeferMessageAsync(message, cancellationToken: Cancellation));

        Assert.Equal("kept", message.Body.ToString());
        await receiver.CompleteMessageAsync(message, Cancellation);
        Assert.Equal(new QueueFigures(0, 1, 0, 1), broker[Revenue].Figures);
    }

    [Fact]
    public async Task Queue_that_there_is_not_is_told()
    {
        await using var sender = client.CreateSender("no-such-queue");
        await using var receiver = client.CreateReceiver("no-such-queue");

        var sending = await Assert.ThrowsAsync<ServiceBusException>(() => sender.SendMessageAsync(new ServiceBusMessage("x"), Cancellation));
        var receiving = await Assert.ThrowsAsync<ServiceBusException>(() => receiver.ReceiveMessageAsync(Glance, Cancellation));

        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, sending.Reason);
        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, receiving.Reason);
    }

    [Fact]
    public async Task Receiver_that_takes_without_locks_has_what_it_gets()
    {
        await SendAsync(Revenue, new ServiceBusMessage("a"));
        await using var receiver = client.CreateReceiver(
            Revenue, new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });

        Assert.Equal("a", (await ReceiveAsync(receiver)).Body.ToString());

        Assert.Equal(new QueueFigures(0, 1, 0, 1), broker[Revenue].Figures);
    }

    private async Task SendAsync(string queue, ServiceBusMessage message)
    {
        await using var sender = client.CreateSender(queue);
        await sender.SendMessageAsync(message, Cancellation);
    }

    private static async Task<ServiceBusReceivedMessage> ReceiveAsync(ServiceBusReceiver receiver)
    {
        var message = await receiver.ReceiveMessageAsync(Patience, Cancellation);
        Assert.NotNull(message);
        return message;
    }
}
