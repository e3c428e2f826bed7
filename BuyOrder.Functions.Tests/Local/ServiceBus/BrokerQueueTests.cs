using System.Text;
using Amqp;
using Amqp.Framing;
using BuyOrder.Local.ServiceBus.Queues;
using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Local.ServiceBus;

public sealed class BrokerQueueTests
{
    private const int MaxDeliveryCount = 10;
    private static readonly TimeSpan LockDuration = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Moment = TimeSpan.FromTicks(1);

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 29, 0, 0, 0, TimeSpan.Zero));
    private readonly BrokerQueue queue;
    private readonly TakingConsumer receiver;

    public BrokerQueueTests()
    {
        queue = NewQueue(null);
        receiver = TakingConsumer.Attached(queue);
    }

    [Fact]
    public void Batch_holds_the_oldest_messages_up_to_its_size()
    {
        Send("a", "b", "c");

        Assert.Equal(["a", "b"], TakingConsumer.Bodies(receiver.Receive(2)));
        Assert.Equal(["c"], TakingConsumer.Bodies(receiver.Receive(2)));
    }

    [Fact]
    public void Receiver_that_waits_gets_a_message_when_it_comes()
    {
        queue.Flow(receiver, 1, () => { });

        Send("a");

        Assert.Equal(new QueueFigures(1, 0, 0, 1), queue.Figures);
    }

    [Fact]
    public void Abandoned_batch_comes_again_before_later_messages_with_its_deliveries_counted()
    {
        Send("a", "b", "c");
        Abandon(receiver.Receive(2));

        var again = receiver.Receive(10);

        Assert.Equal(["a", "b", "c"], TakingConsumer.Bodies(again));
        Assert.Equal([1, 1, 0], again.Select(held => held.Message.FailedDeliveries));
        Assert.Equal([1L, 2, 3], again.Select(held => held.Message.SequenceNumber));
    }

    [Fact]
    public void Message_that_is_only_given_back_is_no_nearer_to_the_dead_letters()
    {
        Send("a");

        Assert.True(queue.Abandon(receiver.ReceiveOne().Token, counts: false));

        Assert.Equal(0, receiver.ReceiveOne().Message.FailedDeliveries);
        Assert.Equal(new QueueFigures(1, 0, 0, 1), queue.Figures);
    }

    [Fact]
    public void Message_is_set_aside_after_its_last_delivery_and_its_neighbours_are_not()
    {
        Send("poison");
        for (var count = 1; count < MaxDeliveryCount; count++)
            Abandon(receiver.Receive(1));
        Send("good");

        Abandon(receiver.Receive(2));

        Assert.Equal(new QueueFigures(1, 0, 1, MaxDeliveryCount + 1), queue.Figures);
        Assert.Equal(["good"], TakingConsumer.Bodies(receiver.Receive(2)));
        Assert.Equal("MaxDeliveryCountExceeded", Reason(DeadLetter()));
    }

    [Fact]
    public void Message_in_hand_counts_as_active_until_it_is_completed()
    {
        Send("a");
        var held = receiver.ReceiveOne();
        Assert.Equal(new QueueFigures(1, 0, 0, 1), queue.Figures);

        Assert.True(queue.Complete(held.Token));

        Assert.False(queue.Complete(held.Token));
        Assert.Equal(new QueueFigures(0, 1, 0, 1), queue.Figures);
    }

    [Fact]
    public void Lock_that_is_over_is_lost_at_that_moment_and_the_message_comes_again()
    {
        Send("a");
        var first = receiver.ReceiveOne();
        clock.Advance(LockDuration - Moment);
        Assert.Equal(clock.GetUtcNow() + LockDuration, queue.Renew(first.Token));
        clock.Advance(LockDuration);

        Assert.False(queue.Complete(first.Token));
        Assert.Null(queue.Renew(first.Token));
        queue.ExpireOverdue();

        var again = receiver.ReceiveOne();
        Assert.Equal(1, again.Message.FailedDeliveries);
        Assert.False(queue.Abandon(first.Token, counts: true));
        Assert.False(queue.DeadLetter(first.Token, null, null));
        Assert.True(queue.Complete(again.Token));
    }

    [Fact]
    public void Receiver_that_goes_keeps_its_locks_until_they_end()
    {
        Send("a");
        receiver.ReceiveOne();
        queue.Detach(receiver);
        var other = TakingConsumer.Attached(queue);

        Assert.Empty(other.Receive(1));
        clock.Advance(LockDuration);
        queue.ExpireOverdue();

        Assert.Single(other.Receive(1));
    }

    [Fact]
    public void Message_for_a_receiver_that_is_gone_stays()
    {
        receiver.IsGone = true;
        Send("a");

        Assert.Empty(receiver.Receive(1));

        Assert.Equal(new QueueFigures(1, 0, 0, 0), queue.Figures);
        Assert.Equal(0, TakingConsumer.Attached(queue).ReceiveOne().Message.FailedDeliveries);
    }

    [Fact]
    public void Receivers_take_turns()
    {
        var other = TakingConsumer.Attached(queue);
        queue.Flow(receiver, 10, () => { });
        queue.Flow(other, 10, () => { });

        Send("a", "b", "c", "d");

        Assert.Equal((8, 8), (receiver.Credit, other.Credit));
    }

    [Fact]
    public void Receiver_without_locks_has_what_it_gets()
    {
        var careless = new TakingConsumer(queue) { TakesLocks = false };
        queue.Attach(careless);
        Send("a");

        Assert.Single(careless.Receive(1));

        Assert.Equal(new QueueFigures(0, 1, 0, 1), queue.Figures);
    }

    [Fact]
    public void Message_that_has_lived_its_time_is_set_aside_and_never_delivered()
    {
        queue.Enqueue([Sent("short", life: 1000), Sent("long", life: 5000), Sent("ever")]);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["long", "ever"], TakingConsumer.Bodies(receiver.Receive(10)));

        var dead = DeadLetter();
        Assert.Equal(("short", "TTLExpiredException"), (TakingConsumer.Body(dead), Reason(dead)));
        clock.Advance(TimeSpan.FromDays(1));
        queue.ExpireOverdue();
        Assert.Equal(2, queue.DeadLetters!.Figures.Active);
    }

    [Fact]
    public void Dead_letter_tells_where_it_comes_from_and_why()
    {
        Send("a");
        Abandon(receiver.Receive(1));

        Assert.True(queue.DeadLetter(receiver.ReceiveOne().Token, "Broken", "no amount"));

        var dead = DeadLetter();
        Assert.Equal(("a", "Broken", "revenue-events", 1), (TakingConsumer.Body(dead), Reason(dead), dead.DeadLetterSource, dead.FailedDeliveries));
        Assert.Equal((1L, 1L), (dead.SequenceNumber, dead.EnqueuedSequenceNumber));
        Assert.Equal(new QueueFigures(0, 0, 1, 2), queue.Figures);
    }

    [Fact]
    public void Messages_with_one_id_are_messages_of_their_own_unless_the_queue_detects_duplicates()
    {
        var detecting = NewQueue(Window);
        foreach (var each in new[] { queue, detecting })
            each.Enqueue([Sent("a", id: "1"), Sent("b", id: "1"), Sent("c", id: "2")]);

        Assert.Equal((3, 2), (queue.Figures.Active, detecting.Figures.Active));
        clock.Advance(Window - Moment);
        detecting.Enqueue([Sent("d", id: "1")]);
        Assert.Equal(2, detecting.Figures.Active);
        clock.Advance(Moment);
        detecting.Enqueue([Sent("e", id: "1")]);
        Assert.Equal(3, detecting.Figures.Active);
    }

    [Fact]
    public void Window_forgets_what_is_older_than_it()
    {
        var window = new DuplicateWindow(Window);
        for (var id = 0; id < 100; id++)
        {
            Assert.True(window.Add($"{id}", clock.GetUtcNow()));
            clock.Advance(Window / 10);
        }

        Assert.InRange(window.Count, 1, 11);
    }

    [Fact]
    public void Messages_are_shown_without_being_touched()
    {
        Send("a", "b", "c");
        receiver.ReceiveOne();

        Assert.Equal(["a", "b"], queue.Peek(0, 2).Select(TakingConsumer.Body));
        Assert.Equal(["c"], queue.Peek(3, 10).Select(TakingConsumer.Body));
        Assert.Equal(new QueueFigures(3, 0, 0, 1), queue.Figures);
    }

    private BrokerQueue NewQueue(TimeSpan? window) => new(
        new QueueOptions("revenue-events")
        {
            LockDuration = LockDuration,
            MaxDeliveryCount = MaxDeliveryCount,
            DuplicateDetectionWindow = window,
        },
        clock);

    private void Send(params string[] bodies) => queue.Enqueue([.. bodies.Select(body => Sent(body))]);

    private void Abandon(IEnumerable<MessageLock> batch) =>
        Assert.All(batch, held => Assert.True(queue.Abandon(held.Token, counts: true)));

    private QueuedMessage DeadLetter() => queue.DeadLetters!.Peek(0, 1).Single();

    private static string? Reason(QueuedMessage dead) => TakingConsumer.Decode(dead).ApplicationProperties["DeadLetterReason"] as string;

    private static SentMessage Sent(string body, string? id = null, uint? life = null)
    {
        var message = new Message { BodySection = new Data { Binary = Encoding.UTF8.GetBytes(body) } };
        if (id is not null)
            message.Properties = new Properties { MessageId = id };
        if (life is { } milliseconds)
            message.Header = new Header { Ttl = milliseconds };
        return SentMessage.From(message);
    }
}
