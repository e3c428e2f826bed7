using System.Text;
using BuyOrder.Local.Hosting;

namespace BuyOrder.Functions.Tests.Local.Hosting;

public sealed class MessageQueueTests
{
    private readonly MessageQueue queue = new("revenue-events", TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batch_holds_the_oldest_messages_up_to_its_size()
    {
        Send("a", "b", "c");

        var first = await queue.ReceiveAsync(2, Cancellation);
        var second = await queue.ReceiveAsync(2, Cancellation);

        Assert.Equal(["a", "b"], Bodies(first));
        Assert.Equal(["c"], Bodies(second));
    }

    [Fact]
    public async Task Receiver_waits_for_a_message()
    {
        var receiving = queue.ReceiveAsync(2, Cancellation);
        Assert.False(receiving.IsCompleted);

        Send("a");

        Assert.Equal(["a"], Bodies(await receiving));
    }

    [Fact]
    public async Task Abandoned_batch_comes_again_before_later_messages_with_its_deliveries_counted()
    {
        Send("a", "b", "c");
        queue.Abandon(await queue.ReceiveAsync(2, Cancellation));

        var again = await queue.ReceiveAsync(10, Cancellation);

        Assert.Equal(["a", "b", "c"], Bodies(again));
        Assert.Equal([2, 2, 1], again.Select(delivery => delivery.Count));
        Assert.Equal([1L, 2, 3], again.Select(delivery => delivery.Message.SequenceNumber));
    }

    [Fact]
    public async Task Message_is_set_aside_after_its_last_delivery_and_its_neighbours_are_not()
    {
        Send("poison");
        for (var count = 1; count < MessageQueue.MaxDeliveryCount; count++)
            queue.Abandon(await queue.ReceiveAsync(1, Cancellation));
        Send("good");

        queue.Abandon(await queue.ReceiveAsync(2, Cancellation));

        Assert.Equal(new QueueFigures(1, 0, 1, MessageQueue.MaxDeliveryCount + 1), queue.Figures);
        Assert.Equal(["good"], Bodies(await queue.ReceiveAsync(2, Cancellation)));
    }

    [Fact]
    public async Task Message_in_hand_counts_as_active_until_it_is_completed()
    {
        Send("a");
        var batch = await queue.ReceiveAsync(1, Cancellation);
        Assert.Equal(new QueueFigures(1, 0, 0, 1), queue.Figures);

        queue.Complete(batch);

        Assert.Equal(new QueueFigures(0, 1, 0, 1), queue.Figures);
    }

    private void Send(params string[] bodies)
    {
        foreach (var body in bodies)
            queue.Send(Encoding.UTF8.GetBytes(body));
    }

    private static string[] Bodies(IReadOnlyList<Delivery> batch) =>
        [.. batch.Select(delivery => Encoding.UTF8.GetString(delivery.Message.Body.Span))];
}
